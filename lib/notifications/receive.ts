import "server-only";
import { db, sqlState } from "@/lib/db/client";
import { isKnownType, REVOCATION, type ReceivedNotification } from "@/lib/receipthero/notification";

/**
 * Stores a notification, once: a repeated delivery raises the counter of the first. One statement, so that it is
 * committed when this returns, and of a hundred deliveries at once one inserts and the others count.
 *
 * Nothing in a delivery identifies it (receipthero-api.md section 3). Its identity is type, connection and receipt; for
 * a revocation also the authorization in force, so that the end of the next one is another notification; and for a type
 * that we do not know the bytes of the body, since we cannot tell what makes two of them the same.
 *
 * A revocation that ended nothing, because ReceiptHero still accepted the token, may come a second time because it is
 * true now: that one is processed again.
 * @returns whether it was stored. PostgreSQL's jsonb refuses a text that readNotification should have mended
 * @throws what the database throws
 */
export async function receiveNotification(notification: ReceivedNotification): Promise<boolean> {
  const { type, receiptheroId, receiptId, payload, digest } = notification;
  try {
    await db().$executeRaw`
      SELECT receive_notification(${type}::text, ${receiptheroId}::text, ${receiptId}::text, ${payload}::jsonb,
                                  ${type === REVOCATION}::boolean, ${isKnownType(type)}::boolean, ${digest}::text)`;
    return true;
  } catch (error) {
    // Class 22, data exception: the database is well, and will never take this text.
    if (sqlState(error)?.startsWith("22")) return false;
    throw error;
  }
}
