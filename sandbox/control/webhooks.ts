import type { z } from "zod";
import { announce } from "../notifications/announce.ts";
import type { Store } from "../state/store.ts";
import { ControlError } from "./guard.ts";
import type { webhookAnswer, webhookRequest } from "./schemas.ts";

/** Sends a notification as a test wants it. Throws `ControlError` for a connection that never was. */
export async function sendWebhook(
  store: Store,
  { receipthero_id, receipt_id, merchant_name, ...request }: z.infer<typeof webhookRequest>,
): Promise<z.infer<typeof webhookAnswer>> {
  const connection = store.state.connections.find((other) => other.receiptheroId === receipthero_id);
  const client = store.state.clients.find((other) => other.id === connection?.clientId);
  if (!connection || !client) {
    throw new ControlError(404, "unknown_connection", "GET /state lists the connections that there are.");
  }
  const announcement = { ...request, receiptId: receipt_id, merchantName: merchant_name };
  const { receiptId, ...outcome } = await announce(store, client, connection, announcement);
  return { ...outcome, receipt_id: receiptId };
}
