import type { NotificationFilter } from "@/lib/notifications/filter";
import type { TestDatabase } from "@/test/database";

export const STATES = ["PENDING", "WAITING", "DONE", "FAILED"] as const;

/** The filter that every notification matches. */
export const EVERYTHING: NotificationFilter = { state: null, type: null, from: null, to: null, q: null };

/** A notification that arrived `minutes` after the start of a day. */
export type GivenNotification = {
  type: string;
  connection: string;
  receipt: string | null;
  state: (typeof STATES)[number];
  minutes: number;
};

/** Adds notifications, those that failed with ten attempts, and gives their rows. */
export async function addNotifications({ client }: TestDatabase, given: GivenNotification[]) {
  const { rows } = await client.query(
    `INSERT INTO "Notification" ("dedupeKey", type, "receiptheroId", "receiptId", payload, "firstReceivedAt", state, "processedAt", error, attempts)
     SELECT gen_random_uuid(), g.type, g.connection, g.receipt, '{}', '2026-03-01Z'::timestamptz + make_interval(mins => g.minutes),
            g.state::"NotificationState", CASE WHEN g.state = 'DONE' THEN now() END,
            CASE WHEN g.state = 'FAILED' THEN 'ReceiptHero answered 503' END, CASE WHEN g.state = 'FAILED' THEN 10 ELSE 0 END
       FROM json_to_recordset($1) AS g (type text, connection text, receipt text, state text, minutes int)
     RETURNING id, type, "receiptheroId", "receiptId", state, "firstReceivedAt"`,
    [JSON.stringify(given)],
  );
  return rows;
}
