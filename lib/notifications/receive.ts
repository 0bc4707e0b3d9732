import "server-only";
import { db, sqlState } from "@/lib/db/client";
import { isKnownType, REVOCATION, type ReceivedNotification } from "@/lib/receipthero/notification";

/**
 * Stores a notification once. A repeated delivery increments the counter of the first. This is one statement, so it is
 * committed when the function returns. Of a hundred concurrent deliveries one inserts, and the others count.
 *
 * A delivery has no ID (receipthero-api.md section 3). The key for deduplication is type, connection and receipt. For a
 * revocation it includes the current grant, so revoking the next grant is another notification. For an unknown type it
 * is the bytes of the body, because we cannot tell which fields identify it.
 *
 * If ReceiptHero still accepted the token, a revocation disconnects nothing. A second delivery may be true, so it is
 * processed as well.
 * @returns whether it was stored. False if PostgreSQL's jsonb refuses a text that readNotification should have repaired
 * @throws any database error
 */
export async function receiveNotification(notification: ReceivedNotification): Promise<boolean> {
  const { type, receiptheroId, receiptId, payload, digest } = notification;
  try {
    await db().$executeRaw`
      SELECT receive_notification(${type}::text, ${receiptheroId}::text, ${receiptId}::text, ${payload}::jsonb,
                                  ${type === REVOCATION}::boolean, ${isKnownType(type)}::boolean, ${digest}::text)`;
    return true;
  } catch (error) {
    // Class 22 is a data exception: the database works, and will never accept this text.
    if (sqlState(error)?.startsWith("22")) return false;
    throw error;
  }
}
