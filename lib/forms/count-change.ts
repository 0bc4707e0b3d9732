import "server-only";
import { countAgainstLimit } from "@/lib/rate-limit";

/** Someone whose changes are counted; `null` is nobody in particular. */
export type Author = { id: string } | null;

/**
 * Counts a change that a user is about to make. Most changes add a row to a log that is never deleted, so nobody may make
 * any number of them.
 * @throws AppError `too_many_changes`; what the database throws
 */
export async function countChange(author: Author): Promise<void> {
  if (author) await countAgainstLimit("change", author.id);
}
