import "server-only";
import { actorOf, recordAuditEvent } from "@/lib/audit/record";
import { db, type Transaction } from "@/lib/db/client";
import { requeue, settleAsSent } from "@/lib/outgoing-receipts/status";
import type { Admin } from "@/lib/principal";
import { Prisma } from "@/prisma/generated/client";

/**
 * Sends a receipt that is in doubt again. If ReceiptHero has it already, the account holder gets it twice.
 * @param id a UUID
 * @returns whether it was in doubt and is still stored
 */
export function sendAgain(admin: Admin, id: string): Promise<boolean> {
  return db().$transaction(async (tx) => {
    const queued = await requeue(tx, "IN_DOUBT", Prisma.sql`r.id = ${id}::uuid`, 1);
    if (queued.length > 0) await recordDecision(tx, admin, "outgoing_receipt.sent_again", id);
    return queued.length > 0;
  });
}

/**
 * Marks a receipt that is in doubt as sent, and erases it. If ReceiptHero does not have it, it is lost.
 * @param id a UUID
 * @returns whether it was in doubt
 */
export function markAsSent(admin: Admin, id: string): Promise<boolean> {
  return db().$transaction(async (tx) => {
    const isMarked = await settleAsSent(tx, id);
    if (isMarked) await recordDecision(tx, admin, "outgoing_receipt.marked_as_sent", id);
    return isMarked;
  });
}

async function recordDecision(
  tx: Transaction,
  admin: Admin,
  action: "outgoing_receipt.sent_again" | "outgoing_receipt.marked_as_sent",
  id: string,
): Promise<void> {
  const { receiptheroId, merchantId } = await tx.outgoingReceipt.findUniqueOrThrow({
    where: { id },
    select: { receiptheroId: true, merchantId: true },
  });
  const about = receiptheroId === null ? {} : { receiptheroId, merchantId };
  await recordAuditEvent(tx, { actor: actorOf(admin), action, ...about, after: { id } });
}
