import "server-only";
import { notFound } from "next/navigation";
import { z } from "zod";
import { AppError, isAppError } from "@/lib/errors/app-error";
import { log } from "@/lib/log";

/** The error of an operation as a key below `validation` in messages/, or null if it succeeded. */
export async function problemOf(work: Promise<void>, otherwise: string): Promise<string | null> {
  try {
    await work;
    return null;
  } catch (error) {
    if (error instanceof AppError) return error.code;
    log.error({ err: error }, "a change failed");
    return otherwise;
  }
}

/** The id that a form names. The query checks its owner. */
export function idOf(formData: FormData): string {
  return z.uuid().safeParse(formData.get("id")).data ?? notFound();
}

/** Answers 404 if an operation does not find its row. */
export async function orNotFound(work: Promise<void>): Promise<void> {
  const found = await work.then(
    () => true,
    (error: unknown) => {
      if (isAppError(error, "not_found")) return false;
      throw error;
    },
  );
  if (!found) notFound();
}
