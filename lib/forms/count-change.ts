import "server-only";
import { countAgainstLimit } from "@/lib/rate-limit";

/** A user whose changes are counted; `null` for a visitor. */
export type Author = { id: string } | null;

/**
 * Counts a change that a user is about to make. The number is limited, because most changes add a row to a log that is
 * never deleted.
 * @throws AppError `too_many_changes`; any database error
 */
export async function countChange(author: Author): Promise<void> {
  if (author) await countAgainstLimit("change", author.id);
}
