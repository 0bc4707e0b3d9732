import "server-only";
import { db } from "@/lib/db/client";
import type { ListedNotification } from "@/lib/notifications/list";
import type { Staff } from "@/lib/principal";

/** Everything about a notification. */
export type NotificationDetails = ListedNotification & {
  lastReceivedAt: Date;
  processedAt: Date | null;
  attempts: number;
  retryAt: Date;
  /** JSON, written by the database: numbers beyond JavaScript's and keys such as `__proto__` are as they came. */
  payload: string;
  /** Whether `payload` is only the beginning. */
  isCut: boolean;
};

/**
 * The longest payload that is shown as a whole, in characters. Indented, it can be sixty times as long as it came, and
 * the page would hold it twice.
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
             SELECT CASE WHEN length(n.payload::text) > ${MAX_SHOWN}::int THEN n.payload::text
                         ELSE jsonb_pretty(n.payload) END) AS body(text)
           LEFT JOIN "Connection" c USING ("receiptheroId") LEFT JOIN "Merchant" m ON m.id = c."merchantId"
     WHERE n.id = ${id}::uuid`;
  return notification ?? null;
}
