import "server-only";
import { countAgainstLimit } from "@/lib/rate-limit";

/** A user or a connect session whose changes are counted; `null` for a visitor. */
export type Author = { id: string } | { connectSessionId: string } | null;

/**
 * Counts a change that is about to be made. The number is limited, because most changes add a row to a log that is
 * never deleted.
 * @throws AppError `too_many_changes`; any database error
 */
export async function countChange(author: Author): Promise<void> {
  if (author === null) return;
  if ("id" in author) return countAgainstLimit("change", author.id);
  return countAgainstLimit("connect-session", author.connectSessionId);
}
