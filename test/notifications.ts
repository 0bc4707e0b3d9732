import type { NotificationFilter } from "@/lib/notifications/filter";
import { receiveNotification } from "@/lib/notifications/receive/receive";
import type { Sandbox } from "@/sandbox/start";
import { control } from "@/sandbox/testing";
import type { TestDatabase } from "@/test/database";
import { test as base } from "@/test/owner";

/** A test of what notifications do to the connections of an owner. */
export const test = base
  /** The rows of a connection's receipts. */
  .extend("receipts", ({ rows }) => (id: string) => {
    return rows(`SELECT * FROM "Receipt" WHERE "receiptheroId" = $1 ORDER BY "receiptId"`, [id]);
  })
  /** The rows of all notifications. */
  .extend(
    "kept",
    ({ rows }) =>
      () =>
        rows(`SELECT * FROM "Notification" ORDER BY "firstReceivedAt", type`),
  );

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
            CASE WHEN g.state = 'FAILED' THEN 'ReceiptHero responded with 503' END, CASE WHEN g.state = 'FAILED' THEN 10 ELSE 0 END
       FROM json_to_recordset($1) AS g (type text, connection text, receipt text, state text, minutes int)
     RETURNING id, type, "receiptheroId", "receiptId", state, "firstReceivedAt"`,
    [JSON.stringify(given)],
  );
  return rows;
}

type Body = Record<string, unknown>;

/** Delivers a notification, with `more` in its body. It waits for `processPending`. */
export function receive(type: string, receiptheroId: string, receiptId: string | null = null, more: Body = {}) {
  const about = { notification_type: type, receipthero_id: receiptheroId, ...(receiptId && { receipt_id: receiptId }) };
  return receiveNotification({
    type,
    receiptheroId,
    receiptId,
    payload: JSON.stringify({ ...about, ...more }),
    digest: "",
  });
}

/** Delivers the notification that a receipt will come. */
export const announce = (id: string, receipt: string, shop = "Kioski") =>
  receive("transaction_notification", id, receipt, { data: { merchant_name: shop } });

/** Delivers the notification that a receipt can be read. */
export const ready = (id: string, receipt: string, more: Body = {}) =>
  receive("receipt_notification", id, receipt, more);

/** Delivers the notification that the account holder disconnected at ReceiptHero. */
export const revokeNotice = (id: string) => receive("oauth_authorization_revoke", id);

/** The account holder disconnects at ReceiptHero, whose notification is lost: the test delivers its own. */
export const disconnectAtReceiptHero = (sandbox: Sandbox, id: string) =>
  control(sandbox, "POST", "/webhooks", { type: "oauth_authorization_revoke", receipthero_id: id });
