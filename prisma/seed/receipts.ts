import { sha256 } from "../../lib/crypto/tokens.ts";
import type { Context } from "./context.ts";
import type { Rows } from "./rows.ts";
import type { Arrival } from "./scenario.ts";
import { DAY, iso, MINUTE } from "./time.ts";

const SHOPS = ["K-Market Aino", "Café Solen", "Ravintola Satama", "Harbour Coffee", "Apteekki Kallio", "Bageri Öberg"];

/** The default of NOTIFICATION_BODY_DAYS. */
export const BODY_DAYS = 90;

/** The connection of the notifications. */
type Subject = { receiptheroId: string; partnerMetadata: object };

/** Adds receipts and their notifications. */
export function addReceipts(context: Context, rows: Rows, subject: Subject, arrivals: Arrival[]): void {
  const { random } = context;
  for (const { announcedAt, dueAt, readyAt } of arrivals) {
    const receiptId = random.uuid();
    const shopName = announcedAt === null ? null : random.pick(SHOPS);
    rows.Receipt.push({
      receiptheroId: subject.receiptheroId,
      receiptId,
      shopName,
      firstSeenAt: iso(announcedAt ?? readyAt),
      announcedAt: iso(announcedAt),
      dueAt: iso(dueAt),
      readyAt: iso(readyAt),
      fetchedAt: readyAt !== null && random.chance(0.1) ? iso(readyAt + MINUTE) : null,
    });
    if (announcedAt !== null) {
      const data = { merchant_name: shopName };
      addNotification(context, rows, subject, { type: "transaction_notification", receiptId, at: announcedAt, data });
    }
    if (readyAt !== null) {
      addNotification(context, rows, subject, { type: "receipt_notification", receiptId, at: readyAt });
    }
  }
}

/** Adds the notification of a revocation. */
export function addRevocation(context: Context, rows: Rows, subject: Subject, at: number): void {
  addNotification(context, rows, subject, { type: "oauth_authorization_revoke", receiptId: null, at });
}

/** Adds a waiting notification, whose connection is not known here. */
export function addUnmatched(context: Context, rows: Rows, at: number): void {
  const subject = { receiptheroId: context.random.uuid(), partnerMetadata: {} };
  const receiptId = context.random.uuid();
  addNotification(context, rows, subject, { type: "receipt_notification", receiptId, at, waits: true });
}

type Delivery = { type: string; receiptId: string | null; at: number; data?: object; waits?: boolean };

/** Most notifications were processed at once. A few failed, and some were delivered more than once. */
function addNotification({ random, now }: Context, rows: Rows, subject: Subject, delivery: Delivery): void {
  const { receiptheroId, partnerMetadata } = subject;
  const { type, receiptId, at, data, waits = false } = delivery;
  const failed = receiptId !== null && random.chance(0.003);
  const state = waits ? "WAITING" : failed ? "FAILED" : "DONE";
  const deliveries = random.chance(0.08) ? random.between(2, 4) : 1;
  const grantNumber = waits ? 0 : 1;
  // The same key as in lib/notifications/receive/receive.ts, so that a later delivery counts as repeated.
  const parts = [type, receiptheroId, receiptId ?? "", ...(receiptId === null ? [grantNumber] : [])];
  const id = random.uuid();
  const body = {
    notification_type: type,
    receipthero_id: receiptheroId,
    ...(receiptId !== null && { receipt_id: receiptId }),
    ...(data && { data }),
    partner_metadata: partnerMetadata,
  };
  // The body of a notification that was processed is in the table of its month, until it is too old.
  if (state === "DONE" && at > now - BODY_DAYS * DAY)
    rows.NotificationBody.push({ receivedAt: iso(at), notificationId: id, payload: body });
  rows.Notification.push({
    id,
    dedupeKey: sha256(parts.join("\n")),
    type,
    receiptheroId,
    receiptId,
    grantNumber,
    payload: state === "DONE" ? {} : body,
    deliveries,
    firstReceivedAt: iso(at),
    lastReceivedAt: iso(Math.min(now, at + (deliveries - 1) * MINUTE)),
    state,
    attempts: state === "FAILED" ? 10 : 1,
    retryAt: iso(at),
    processedAt: state === "DONE" ? iso(at) : null,
    result: state === "DONE" ? (receiptId === null ? "disconnected" : "applied") : null,
    error: state === "FAILED" ? "the database did not respond in time" : null,
  });
}
