import type { Handler } from "hono";
import type { ApiEnv } from "../faults/middleware.ts";
import { findConnectionByToken } from "../oauth/connections.ts";
import { sameSecret } from "../random.ts";
import { makeHeroJson } from "../receipts/hero-json.ts";
import { makeReceiptPdf } from "../receipts/pdf.ts";
import type { Store } from "../state/store.ts";
import { bearerToken } from "./bearer.ts";

const DOCUMENTED_FORMATS = ["hero_json", "hero_pdf", "finvoice_xml", "finvoice_pdf"];

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

    const client = store.state.clients.find((candidate) => candidate.id === connection.clientId);
    if (!client || !sameSecret(client.apiKey, c.req.header("RECEIPTHERO_APIKEY") ?? "")) {
      return c.json({ error: "invalid_api_key" }, 401);
    }
    if (!connection.scopes.includes("receipt:read")) return c.json({ error: "insufficient_scope" }, 403);

    const format = c.req.param("format") ?? "";
    if (!DOCUMENTED_FORMATS.includes(format)) return c.json({ error: "not_found" }, 404);
    const receipt = store.state.receipts.find(
      (candidate) => candidate.receiptId === c.req.param("id") && candidate.receiptheroId === connection.receiptheroId,
    );
    if (!receipt) return c.json({ error: "not_found" }, 404);

    const content = makeHeroJson(receipt);
    if (format === "hero_json") return c.json(content);
    if (format === "hero_pdf") {
      return c.body(new Uint8Array(makeReceiptPdf(receipt.receiptId, content)), 200, {
        "Content-Type": "application/pdf",
      });
    }
    return c.json({ error: "not_acceptable", message: "The sandbox makes hero_json and hero_pdf only." }, 406);
  };
}
