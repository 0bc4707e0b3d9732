import "server-only";
import { actorOf, recordAuditEvent } from "@/lib/audit/record";
import { db } from "@/lib/db/client";
import type { ApiKey, Member } from "@/lib/principal";
import { Prisma } from "@/prisma/generated/client";

/**
 * Changes the label of one of the merchant's connections. The same label again is not recorded as a change.
 * @returns whether the connection was found; another merchant's connection is not
 */
export function renameConnection(member: Member, receiptheroId: string, label: string): Promise<boolean> {
  return rename(member, Prisma.sql`"merchantId" = ${member.merchant.id}::uuid`, receiptheroId, label);
}

/** As `renameConnection`, for any connection. */
export function renameForKey(key: ApiKey<"connections:write">, receiptheroId: string, label: string): Promise<boolean> {
  return rename(key, Prisma.sql`TRUE`, receiptheroId, label);
}

/** @param where SQL about the row: the connections that the principal may rename */
async function rename(
  principal: Member | ApiKey,
  where: Prisma.Sql,
  receiptheroId: string,
  label: string,
): Promise<boolean> {
  return db().$transaction(async (tx) => {
    const [before] = await tx.$queryRaw<{ label: string; merchantId: string }[]>`
      SELECT label, "merchantId" FROM "Connection" WHERE "receiptheroId" = ${receiptheroId} AND ${where} FOR NO KEY UPDATE`;
    if (!before) return false;
    if (before.label === label) return true;
    const { merchantId } = before;
    await tx.connection.update({ where: { receiptheroId }, data: { label }, select: { receiptheroId: true } });
    const actor = actorOf(principal);
    await recordAuditEvent(tx, { actor, action: "connection.relabelled", merchantId, receiptheroId });
    return true;
  });
}
