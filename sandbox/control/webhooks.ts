import { randomUUID } from "node:crypto";
import type { z } from "zod";
import { endConnection } from "../oauth/connections.ts";
import { makeHeroJson } from "../receipts/hero-json.ts";
import type { Connection } from "../state/schema.ts";
import type { Store } from "../state/store.ts";
import { ControlError } from "./guard.ts";
import type { webhookAnswer, webhookRequest } from "./schemas.ts";

const ANSWER_WITHIN_MS = 10_000;
const SAMPLE_MERCHANT = "Kahvila Esimerkki Oy";

type WebhookRequest = z.infer<typeof webhookRequest>;
type WebhookAnswer = z.infer<typeof webhookAnswer>;

/**
 * Does what the notification tells of (a receipt appears, a connection ends), then sends it to the partner
 * (receipthero-api.md section 2.1), once. Throws `ControlError` for a connection that never was.
 */
export async function sendWebhook(store: Store, request: WebhookRequest): Promise<WebhookAnswer> {
  const connection = store.state.connections.find((other) => other.receiptheroId === request.receipthero_id);
  const client = store.state.clients.find((other) => other.id === connection?.clientId);
  if (!connection || !client) {
    throw new ControlError(404, "unknown_connection", "GET /state lists the connections that there are.");
  }
  const receiptId = request.type === "oauth_authorization_revoke" ? null : (request.receipt_id ?? randomUUID());
  const merchantName = request.merchant_name ?? SAMPLE_MERCHANT;

  const isReady = request.type === "receipt_notification" || request.type === "full_receipt_notification";
  if (isReady && receiptId) createReceipt(store, connection, receiptId, merchantName);
  if (request.type === "oauth_authorization_revoke" && !request.keepConnection && connection.status === "active") {
    endConnection(store, connection, "webhook");
  }

  const sent = {
    notification_type: request.type,
    receipthero_id: connection.receiptheroId,
    ...(receiptId === null ? {} : { receipt_id: receiptId }),
    ...(request.type === "transaction_notification" ? { data: { merchant_name: merchantName } } : {}),
    ...(connection.partnerMetadata === null ? {} : { partner_metadata: connection.partnerMetadata }),
    ...(request.type === "full_receipt_notification" ? wholeReceipt(store, connection, receiptId) : {}),
    ...request.members,
  };
  const address = request.trailingSlash ? `${client.webhookUrl}/` : client.webhookUrl;
  return { ...(await deliver(address, client.webhookKey, sent)), receipt_id: receiptId, sent };
}

/** What the notification of the pages for banks brings along. */
function wholeReceipt(store: Store, { receiptheroId }: Connection, receiptId: string | null) {
  const receipt = store.state.receipts.find(
    (candidate) => candidate.receiptId === receiptId && candidate.receiptheroId === receiptheroId,
  );
  return receipt ? { receipt_json: makeHeroJson(receipt), receipt_web_url: "https://receipthero.example/r" } : {};
}

function createReceipt(store: Store, connection: Connection, receiptId: string, merchantName: string): void {
  const { receiptheroId } = connection;
  const isKnown = store.state.receipts.some(
    (receipt) => receipt.receiptId === receiptId && receipt.receiptheroId === receiptheroId,
  );
  // A repeated notification is about the receipt that is there already.
  if (isKnown) return;
  store.change((state) => {
    state.receipts.push({ receiptId, receiptheroId, merchantName, createdAt: store.now() });
  });
}

/** ReceiptHero's own answers are all "200 OK", and like the strictest of senders it takes nothing else for delivered. */
async function deliver(
  address: string,
  key: string,
  body: object,
): Promise<Pick<WebhookAnswer, "delivered" | "status" | "error">> {
  try {
    const response = await fetch(address, {
      method: "POST",
      headers: { Authorization: `Token ${key}`, "Content-Type": "application/json" },
      body: JSON.stringify(body),
      redirect: "manual",
      signal: AbortSignal.timeout(ANSWER_WITHIN_MS),
    });
    await response.body?.cancel();
    return { delivered: response.status === 200, status: response.status, error: null };
  } catch (error) {
    return { delivered: false, status: null, error: errorCode(error) };
  }
}

/** The error's own code, such as ECONNREFUSED: its message could carry more than is good to show. */
function errorCode(error: unknown): string {
  if (!(error instanceof Error)) return "unknown";
  if (error.cause instanceof Error && "code" in error.cause) return String(error.cause.code);
  return error.name;
}
