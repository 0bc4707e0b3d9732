import "server-only";
import { z } from "zod";
import { storedFilterSchema } from "@/lib/connections/bulk-disconnect/stored-filter";
import { db } from "@/lib/db/client";
import { APPROVAL_HOURS } from "@/lib/lifetimes";
import type { Staff } from "@/lib/principal";
import type { BulkItemState } from "@/prisma/generated/enums";

/**
 * A bulk disconnect and its exact progress.
 * @returns null when no bulk disconnect has this id
 */
export async function getBulkDisconnect(staff: Staff, id: string) {
  if (!z.uuid().safeParse(id).success) return null;
  const [bulk, counts, mails] = await Promise.all([
    db().bulkDisconnect.findUnique({
      where: { id },
      select: {
        id: true,
        state: true,
        action: true,
        filter: true,
        confirmedCount: true,
        cursor: true,
        createdAt: true,
        finishedAt: true,
        startedById: true,
        decidedById: true,
        decidedAt: true,
        resumedById: true,
      },
    }),
    countItems(id),
    db().userMail.count({ where: { bulkDisconnectId: id, state: "WAITING" } }),
  ]);
  if (!bulk) return null;
  const { cursor, startedById, decidedById, resumedById, ...rest } = bulk;
  const filter = bulk.filter === null ? null : storedFilterSchema.parse(bulk.filter);
  const deciders = decidedById ? [startedById, decidedById] : [startedById];
  // Those who let it run, as in approval/vouched.ts.
  const vouchers = resumedById ? [resumedById] : deciders;
  const [users, merchant] = await Promise.all([
    db().user.findMany({
      where: { id: { in: [...deciders, ...vouchers] } },
      select: { id: true, email: true, role: true, disabledAt: true },
    }),
    filter?.merchant && db().merchant.findUnique({ where: { id: filter.merchant }, select: { name: true } }),
  ]);
  const emailOf = (userId: string) => users.find((user) => user.id === userId)?.email ?? null;
  const isAdmin = (userId: string) =>
    users.some((user) => user.id === userId && user.role === "ADMIN" && !user.disabledAt);
  const total = counts.WAITING + counts.DISCONNECTING + counts.DISCONNECTED + counts.SKIPPED + counts.QUEUED;
  return {
    ...rest,
    filter,
    /** The name of the merchant that the filter selects. */
    business: merchant ? merchant.name : null,
    selecting: cursor !== null,
    startedBy: emailOf(startedById),
    isOwn: startedById === staff.id,
    isAskerAdmin: isAdmin(startedById),
    isVouchedFor: vouchers.every(isAdmin),
    decidedBy: decidedById && emailOf(decidedById),
    /** When nobody can approve it any more, if it waits for that. */
    expiresAt: new Date(bulk.createdAt.getTime() + APPROVAL_HOURS * 3_600_000),
    counts,
    total,
    /** How many emails wait, or are being sent. */
    waitingMails: mails,
    /** The connections that were tried, whatever the result. */
    handled: total - counts.WAITING,
  };
}

export type BulkDisconnect = NonNullable<Awaited<ReturnType<typeof getBulkDisconnect>>>;

async function countItems(id: string): Promise<Record<BulkItemState, number>> {
  const rows = await db().$queryRaw<{ state: BulkItemState; n: number }[]>`
    SELECT key AS state, sum(delta)::int AS n FROM "Counter" WHERE scope = 'bulk:' || ${id}::uuid GROUP BY key`;
  const none = { WAITING: 0, DISCONNECTING: 0, DISCONNECTED: 0, SKIPPED: 0, QUEUED: 0 };
  return Object.assign(none, Object.fromEntries(rows.map(({ state, n }) => [state, n])));
}
