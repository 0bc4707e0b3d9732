import "server-only";
import { AppError } from "@/lib/errors/app-error";
import { log } from "@/lib/log";
import type { Admin, ApiKey, Operator } from "@/lib/principal";

/** The principals that may import connections. */
export type Importer = ApiKey<"connections:write"> | Admin | Operator;

/**
 * Tells an error of the database from an error of the stream.
 * @throws AppError `storage_unavailable`, or the one that `write` throws
 */
export async function orNotStored<Result>(write: () => Promise<Result>): Promise<Result> {
  try {
    return await write();
  } catch (error) {
    if (error instanceof AppError) throw error;
    log.error({ err: error }, "lines of an import could not be stored");
    throw new AppError("storage_unavailable", "the database did not store lines of an import");
  }
}
