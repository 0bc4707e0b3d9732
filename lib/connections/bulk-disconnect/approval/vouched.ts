import "server-only";
import { noteAlarm } from "@/lib/alarms/note";
import { recordAuditEvent } from "@/lib/audit/record";
import { db } from "@/lib/db/client";
import { Prisma } from "@/prisma/generated/client";

/**
 * SQL: whether everyone who lets the bulk disconnect `b` run is an admin: the one who resumed it last, otherwise the one who
 * started it and the one who approved it.
 */
export const isVouchedFor = Prisma.sql`NOT EXISTS (
  SELECT FROM unnest(CASE WHEN b."resumedById" IS NULL THEN ARRAY[b."startedById", b."decidedById"]
                          ELSE ARRAY[b."resumedById"] END) AS voucher (id)
   WHERE voucher.id IS NOT NULL AND NOT EXISTS
         (SELECT FROM "User" u WHERE u.id = voucher.id AND u.role = 'ADMIN' AND u."disabledAt" IS NULL))`;

/**
 * Pauses a running bulk disconnect for which no admin vouches any more, and tells admins. One of them may resume it.
 * @returns whether it was paused
 */
export async function pauseUnlessVouchedFor(id: string): Promise<boolean> {
  return db().$transaction(async (tx) => {
    const paused = await tx.$executeRaw`
      UPDATE "BulkDisconnect" b SET state = 'PAUSED' WHERE id = ${id}::uuid AND state = 'RUNNING' AND NOT ${isVouchedFor}`;
    if (paused === 0) return false;
    await recordAuditEvent(tx, { actor: { type: "SYSTEM" }, action: "bulk.paused", after: { bulkDisconnectId: id } });
    await noteAlarm(tx, "bulk_paused", id);
    return true;
  });
}
