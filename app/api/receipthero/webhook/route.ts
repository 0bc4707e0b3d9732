import { readBody } from "@/lib/http/read-body";
import { log } from "@/lib/log";
import { processSoon } from "@/lib/notifications/process";
import { receiveNotification } from "@/lib/notifications/receive/receive";
import { isWebhookAuthorized } from "@/lib/notifications/receive/webhook-key";
import { type ReceivedNotification, readNotification } from "@/lib/receipthero/notification";
import { MAX_NOTIFICATION_BYTES } from "@/lib/size-limits";

/** The delay after which ReceiptHero may deliver again if storing failed, in seconds. */
const RETRY_AFTER = 30;

/**
 * The webhook for ReceiptHero's notifications (receipthero-api.md section 2.1). A 200 with an empty body means that the
 * notification is committed and will be processed, even if this server dies. Every refusal has a stable code and is
 * logged. Accepted notifications are not logged: at a thousand per second, the log lines would cost as much as the
 * inserts.
 */
export async function POST(request: Request): Promise<Response> {
  const notification = await read(request);
  if (notification instanceof Response) return notification;
  try {
    if (!(await receiveNotification(notification))) return refuse(400, "unstorable");
  } catch (error) {
    log.error({ err: error }, "a notification could not be stored");
    return refuse(503, "storage_unavailable", { "Retry-After": String(RETRY_AFTER) });
  }
  processSoon();
  return new Response(null, { status: 200 });
}

/**
 * Reads the notification, or says why it is refused. It is a function of its own, so that the received bytes are freed
 * while the notification waits for the database.
 */
async function read(request: Request): Promise<ReceivedNotification | Response> {
  if (!isWebhookAuthorized(request.headers.get("authorization"))) {
    return refuse(401, "unauthorized", { "WWW-Authenticate": "Token" });
  }
  if (!isJson(request.headers.get("content-type"))) return refuse(415, "unsupported_media_type");
  let body: Uint8Array | null;
  try {
    body = await readBody(request.body, MAX_NOTIFICATION_BYTES);
  } catch {
    // The client disconnected, or took longer than a minute (lib/http/server/limit-request-time.ts).
    return refuse(408, "incomplete");
  }
  if (body === null) return refuse(413, "too_large");
  const notification = readNotification(body);
  return "code" in notification ? refuse(400, notification.code, {}, notification.fields) : notification;
}

function isJson(contentType: string | null): boolean {
  return /^application\/json\s*(?:;|$)/i.test(contentType?.trim() ?? "");
}

function refuse(status: number, error: string, headers: Record<string, string> = {}, fields?: string[]): Response {
  log.warn({ status, reason: error, fields }, "a notification was refused");
  return Response.json(
    { error, ...(fields && { fields }) },
    { status, headers: { "Cache-Control": "no-store", ...headers } },
  );
}
