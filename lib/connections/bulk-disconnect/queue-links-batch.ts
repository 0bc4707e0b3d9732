import "server-only";
import { eligible } from "@/lib/connections/bulk-disconnect/eligible";
import { db, type Transaction } from "@/lib/db/client";
import { LINK_PAUSE_HOURS } from "@/lib/lifetimes";
import { actingMembers, queueUserMails } from "@/lib/user-mails/queue";
import { Prisma } from "@/prisma/generated/client";

/** How many connections a step queues emails for, unless so many emails wait already. */
const STEP = 50;

type Item = { receiptheroId: string; merchantId: string | null; needsLink: boolean; wasMailed: boolean };

/**
 * Queues the emails with reconnect links for the next connections of a bulk action, and records that in the same
 * transaction. It skips a connection that is healthy or disconnected by now, and one whose members got such an email in
 * the last `LINK_PAUSE_HOURS`. The lock on the bulk action blocks pausing until this step commits.
 * @returns how many connections there were
 */
export async function queueLinksBatch(id: string): Promise<number> {
  return db().$transaction(async (tx) => {
    const [running] = await tx.$queryRaw<{ day: number }[]>`
      SELECT (extract(epoch FROM now()) / 86400)::int AS day FROM "BulkDisconnect" WHERE id = ${id}::uuid AND state = 'RUNNING' FOR SHARE`;
    if (!running) return 0;
    const items = await tx.$queryRaw<Item[]>`
      SELECT i."receiptheroId", c."merchantId", coalesce(${eligible("RECONNECT_LINKS")}, false) AS "needsLink",
             EXISTS (SELECT FROM "UserMail" m WHERE m.kind = 'RECONNECT_LINK' AND m.about = i."receiptheroId"
                        AND m."createdAt" > now() - make_interval(hours => ${LINK_PAUSE_HOURS}::int)) AS "wasMailed"
        FROM "BulkDisconnectItem" i LEFT JOIN "Connection" c ON c."receiptheroId" = i."receiptheroId"
       WHERE i."bulkDisconnectId" = ${id}::uuid AND i.state = 'WAITING'
       ORDER BY i."receiptheroId" LIMIT greatest(0, ${STEP}::int - ${waitingMails(id)}) FOR UPDATE OF i`;
    for (const item of items) {
      const skipReason = await queue(tx, item, { id, day: running.day });
      await tx.$executeRaw`
        UPDATE "BulkDisconnectItem" SET state = ${skipReason === null ? "QUEUED" : "SKIPPED"}::"BulkItemState", at = now(), "skipReason" = ${skipReason}
         WHERE "bulkDisconnectId" = ${id}::uuid AND "receiptheroId" = ${item.receiptheroId}`;
    }
    return items.length;
  });
}

/** SQL: how many emails of a bulk action wait, or are being sent. */
export function waitingMails(id: string): Prisma.Sql {
  return Prisma.sql`(SELECT count(*)::int FROM "UserMail" WHERE "bulkDisconnectId" = ${id}::uuid AND state = 'WAITING')`;
}

/**
 * @param bulk `day`: a number of its own for each day, so two bulk actions of a day cannot both queue an email
 * @returns why no email was queued, or null
 */
async function queue(
  tx: Transaction,
  { receiptheroId, merchantId, ...item }: Item,
  bulk: { id: string; day: number },
): Promise<string | null> {
  if (merchantId === null || !item.needsLink) return "healthy";
  if (item.wasMailed) return "mailed_today";
  const members = actingMembers(Prisma.sql`${merchantId}::uuid`);
  const mails = { about: receiptheroId, number: bulk.day, bulkDisconnectId: bulk.id };
  const queued = await queueUserMails(tx, { kind: "RECONNECT_LINK", ...mails }, members);
  return queued > 0 ? null : "nobody";
}
