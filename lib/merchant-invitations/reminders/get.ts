import "server-only";
import { z } from "zod";
import { db } from "@/lib/db/client";
import type { Staff } from "@/lib/principal";

/**
 * A bulk reminder and its progress.
 * @returns null when no bulk reminder has this id
 */
export async function getBulkReminder(_staff: Staff, id: string) {
  if (!z.uuid().safeParse(id).success) return null;
  const [found, waiting, postponed] = await Promise.all([
    db().bulkReminder.findUnique({ where: { id } }),
    db().merchantInvitation.count({ where: { bulkReminderId: id, mailDueAt: { not: null } } }),
    db().merchantInvitation.count({ where: { bulkReminderId: id, mailDueAt: { gt: new Date() } } }),
  ]);
  if (!found) return null;
  const { startedById, confirmedCount, queuedCount, state, createdAt, finishedAt } = found;
  const starter = await db().user.findUnique({ where: { id: startedById }, select: { email: true } });
  return {
    id,
    state,
    createdAt,
    finishedAt,
    confirmedCount,
    startedBy: starter?.email ?? null,
    /** The reminders that no longer wait: they were sent, or will not be. */
    handled: queuedCount - waiting,
    /** Those that wait for a later time, for example because the mail server did not take them. */
    postponed,
  };
}

export type BulkReminder = NonNullable<Awaited<ReturnType<typeof getBulkReminder>>>;

/** The id of the newest bulk reminder; null if there is none. */
export async function newestBulkReminder(_staff: Staff): Promise<string | null> {
  const found = await db().bulkReminder.findFirst({ orderBy: { createdAt: "desc" }, select: { id: true } });
  return found?.id ?? null;
}
