import "server-only";
import { deleteExpired } from "@/lib/background/delete-expired";
import { eraseFinishedSearches } from "@/lib/connections/bulk-disconnect/erase-searches";
import { sweepImports } from "@/lib/imports/sweep";
import { sweepInvitationFiles } from "@/lib/merchant-invitations/file/sweep";
import { keepMonths } from "@/lib/notifications/bodies/months";
import { moveBodies } from "@/lib/notifications/bodies/move";
import type { Operator } from "@/lib/principal";

/**
 * Deletes all that was kept long enough, and does not wait for the sweep. The servers may run.
 * @param onProgress called with the number of rows so far
 * @returns how many rows there were of each kind, without files, imports and searches
 * @throws any database error, at the end: the other kinds are deleted all the same
 */
export async function purge(_operator: Operator, onProgress: (rows: number) => void): Promise<Record<string, number>> {
  // Right after an update, old bodies are still where no month is dropped.
  await moveBodies(Number.POSITIVE_INFINITY);
  const total: Record<string, number> = {};
  let deleted: Awaited<ReturnType<typeof deleteExpired>>;
  do {
    deleted = await deleteExpired();
    for (const { kind, rows } of deleted) if (rows > 0) total[kind] = (total[kind] ?? 0) + rows;
    onProgress(Object.values(total).reduce((sum, rows) => sum + rows, 0));
  } while (deleted.some(({ rows }) => rows > 0));
  await eraseFinishedSearches();
  await sweepImports();
  await sweepInvitationFiles();
  await keepMonths();
  const failed = deleted.find(({ error }) => error !== undefined);
  if (failed) throw failed.error;
  return total;
}
