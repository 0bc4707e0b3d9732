import "server-only";
import { AppError } from "@/lib/errors/app-error";
import { log } from "@/lib/log";

/**
 * The result of a query that says who the visitor is, or what they may do.
 * @throws AppError `storage_unavailable` when the database does not answer, because that is not the same as signed out
 */
export async function orUnavailable<Result>(reading: Promise<Result>): Promise<Result> {
  try {
    return await reading;
  } catch (error) {
    log.error({ err: error }, "the session could not be read");
    throw new AppError("storage_unavailable", "the session could not be read");
  }
}
