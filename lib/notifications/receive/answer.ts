import "server-only";
import { readBody } from "@/lib/http/read-body";
import { log } from "@/lib/log";
import { processSoon } from "@/lib/notifications/process";
import { receiveNotification } from "@/lib/notifications/receive/receive";
import { isWebhookAuthorized } from "@/lib/notifications/receive/webhook-key";
import { type ReceivedNotification, readNotification } from "@/lib/receipthero/notification";
import { MAX_NOTIFICATION_BYTES } from "@/lib/size-limits";

/** The delay after which ReceiptHero may deliver again if storing failed, in seconds. */
const RETRY_AFTER = 30;

/** A POST to the webhook. Its body may break off at any time. */
type Delivery = {
  authorization: string | null | undefined;
  contentType: string | null | undefined;
  body: AsyncIterable<Uint8Array> | null;
};

/** A response, for either entry. */
type Answer = { status: number; headers: Record<string, string>; body: string | null };

/**
 * The webhook for ReceiptHero's notifications (receipthero-api.md section 2.1). A 200 with an empty body means that the
 * notification is committed and will be processed, even if this server dies. Every refusal has a stable code and is
 * logged. Accepted notifications are not logged: at a thousand per second, the log lines would cost as much as the
 * inserts.
 */
export async function answerDelivery(delivery: Delivery): Promise<Answer> {
  const notification = await read(delivery);
  if ("status" in notification) return notification;
  try {
    if (!(await receiveNotification(notification))) return refuse(400, "unstorable");
  } catch (error) {
    log.error({ err: error }, "a notification could not be stored");
    return refuse(503, "storage_unavailable", { "Retry-After": String(RETRY_AFTER) });
  }
  processSoon();
  return { status: 200, headers: {}, body: null };
}

/**
 * Reads the notification, or says why it is refused. It is a function of its own, so that the received bytes are freed
 * while the notification waits for the database.
 */
async function read({ authorization, contentType, body }: Delivery): Promise<ReceivedNotification | Answer> {
  if (!isWebhookAuthorized(authorization)) {
    return refuse(401, "unauthorized", { "WWW-Authenticate": "Token" });
  }
  if (!isJson(contentType ?? "")) return refuse(415, "unsupported_media_type");
  let bytes: Uint8Array | null;
  try {
    bytes = await readBody(body, MAX_NOTIFICATION_BYTES);
  } catch {
    // The client disconnected, or took longer than a minute (lib/http/server/limit-request-time.ts).
    return refuse(408, "incomplete");
  }
  if (bytes === null) return refuse(413, "too_large");
  const notification = readNotification(bytes);
  return "code" in notification ? refuse(400, notification.code, {}, notification.fields) : notification;
}

function isJson(contentType: string): boolean {
  return /^application\/json\s*(?:;|$)/i.test(contentType.trim());
}

function refuse(status: number, error: string, headers: Record<string, string> = {}, fields?: string[]): Answer {
  log.warn({ status, reason: error, fields }, "a notification was refused");
  return {
    status,
    headers: { "Content-Type": "application/json", "Cache-Control": "no-store", ...headers },
    body: JSON.stringify({ error, ...(fields && { fields }) }),
  };
}
