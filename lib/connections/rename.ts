import "server-only";
import { actorOf, recordAuditEvent } from "@/lib/audit/record";
import { db } from "@/lib/db/client";
import type { Member } from "@/lib/principal";

/**
 * Changes the label of one of the merchant's connections. The same label again is not recorded as a change.
 * @returns whether the connection was found; another merchant's connection is not
 */
export async function renameConnection(member: Member, receiptheroId: string, label: string): Promise<boolean> {
  const merchantId = member.merchant.id;
  return db().$transaction(async (tx) => {
    const [before] = await tx.$queryRaw<{ label: string }[]>`
      SELECT label FROM "Connection"
       WHERE "receiptheroId" = ${receiptheroId} AND "merchantId" = ${merchantId}::uuid FOR NO KEY UPDATE`;
    if (!before) return false;
    if (before.label === label) return true;
    await tx.connection.update({ where: { receiptheroId }, data: { label }, select: { receiptheroId: true } });
    await recordAuditEvent(tx, { actor: actorOf(member), action: "connection.relabelled", merchantId, receiptheroId });
    return true;
  });
}
