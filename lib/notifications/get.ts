import "server-only";
import { db } from "@/lib/db/client";
import type { ListedNotification } from "@/lib/notifications/list";
import type { Staff } from "@/lib/principal";

/** All details of a notification. */
export type NotificationDetails = ListedNotification & {
  lastReceivedAt: Date;
  processedAt: Date | null;
  attempts: number;
  retryAt: Date;
  /** JSON, formatted by the database: JavaScript would round large numbers and lose keys such as `__proto__`. */
  payload: string;
  /** Whether `payload` is truncated. */
  isCut: boolean;
};

/**
 * The longest payload that is shown in full, in characters. Indentation can make it sixty times as long, and the page
 * would contain it twice.
 */
const MAX_SHOWN = 64 * 1024;

/**
 * A notification with its payload, or null.
 * @param id a UUID
 */
export async function getNotification(_staff: Staff, id: string): Promise<NotificationDetails | null> {
  const [notification] = await db().$queryRaw<NotificationDetails[]>`
    SELECT n.id, n.type, n."receiptheroId", n."receiptId", n.deliveries, n."firstReceivedAt", n."lastReceivedAt", n.state,
           n."processedAt", n.result, n.error, n.attempts, n."retryAt", left(body.text, ${MAX_SHOWN}::int) AS payload,
           length(body.text) > ${MAX_SHOWN}::int AS "isCut", c.label, m.name AS business
      FROM "Notification" n CROSS JOIN LATERAL (
             SELECT CASE WHEN length(kept.payload::text) > ${MAX_SHOWN}::int THEN kept.payload::text
                         ELSE jsonb_pretty(kept.payload) END FROM notification_body(n) AS kept(payload)) AS body(text)
           LEFT JOIN "Connection" c USING ("receiptheroId") LEFT JOIN "Merchant" m ON m.id = c."merchantId"
     WHERE n.id = ${id}::uuid`;
  return notification ?? null;
}
