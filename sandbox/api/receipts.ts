import type { Handler } from "hono";
import type { ApiEnv } from "../faults/play-fault.ts";
import { findConnectionByToken } from "../oauth/connections.ts";
import { receiptFormat } from "../receipts/formats.ts";
import { sameSecret } from "../secrets.ts";
import type { Store } from "../state/store.ts";
import { bearerToken } from "./bearer.ts";
import { renderReceipt } from "./formats.ts";

/** `GET /api/v1/receipts/{receipt_id}/{format}/` (section 2.2): needs the API key, the token and `receipt:read`. */
export function readReceipt(store: Store): Handler<ApiEnv> {
  return (c) => {
    const token = bearerToken(c.req.header("Authorization"));
    const connection = token === null ? undefined : findConnectionByToken(store, token);
    const fault = c.get("fault");
    if (fault === "wrong-key") return c.json({ error: "invalid_api_key" }, 401);
    if (!connection && fault === "dead-403") return c.json({ error: "forbidden" }, 403);
    if (!connection && fault === "dead-404") return c.json({ error: "not_found" }, 404);
    if (!connection) return c.json({ error: "invalid_token" }, 401, { "WWW-Authenticate": "Bearer" });

    const { accounts, clients, receipts } = store.state;
    const client = clients.find((candidate) => candidate.id === connection.clientId);
    if (!client || !sameSecret(client.apiKey, c.req.header("RECEIPTHERO_APIKEY") ?? "")) {
      return c.json({ error: "invalid_api_key" }, 401);
    }
    if (!connection.scopes.includes("receipt:read")) return c.json({ error: "insufficient_scope" }, 403);

    const format = receiptFormat.safeParse(c.req.param("format"));
    const receipt = receipts.find(
      (candidate) => candidate.receiptId === c.req.param("id") && candidate.receiptheroId === connection.receiptheroId,
    );
    const account = accounts.find((candidate) => candidate.id === connection.accountId);
    const rendered = format.success && receipt ? renderReceipt(receipt, format.data, account?.name ?? "Unknown") : null;
    if (!rendered) return c.json({ error: "not_found" }, 404);
    return c.body(rendered.body, 200, { "Content-Type": rendered.mediaType });
  };
}
