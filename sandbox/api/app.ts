import { Hono } from "hono";
import type { Faults } from "../faults/faults.ts";
import { type ApiEnv, withFaults } from "../faults/play-fault.ts";
import type { Deliveries } from "../notifications/deliveries.ts";
import type { Store } from "../state/store.ts";
import { readReceipt } from "./receipts.ts";
import { revoke } from "./revoke.ts";
import { limitSentReceipt, takeReceipt } from "./send-receipt.ts";
import { exchangeCode, limitTokenBody } from "./token.ts";

/** The API of ReceiptHero: receipthero-api.md sections 1.3 (token), 1.4 (revocation), 2.2 and 2.3 (receipts). */
export function createApi(
  store: Store,
  faults: Faults,
  deliveries: Deliveries,
  redirectTarget: () => string,
): Hono<ApiEnv> {
  const api = new Hono<ApiEnv>();

  api.use(async (c, next) => {
    await next();
    if (!c.res.headers.has("x-hono-already-sent")) {
      c.res.headers.set("Cache-Control", "no-store");
      c.res.headers.set("X-Content-Type-Options", "nosniff");
    }
  });

  api.post("/api/oauth/token", withFaults(faults, "token", redirectTarget), limitTokenBody, exchangeCode(store));
  api.all("/api/oauth/token", (c) => c.json({ error: "method_not_allowed" }, 405, { Allow: "POST" }));

  api.delete("/api/oauth/revoke", withFaults(faults, "revoke", redirectTarget), revoke(store));
  api.all("/api/oauth/revoke", (c) => c.json({ error: "method_not_allowed" }, 405, { Allow: "DELETE" }));

  api.get("/api/v1/receipts/:id/:format/", withFaults(faults, "receipts", redirectTarget), readReceipt(store));

  const send = [withFaults(faults, "send", redirectTarget), limitSentReceipt, takeReceipt(store, deliveries)] as const;
  api.post("/api/v1/receipts/", ...send);
  // ReceiptHero's own pages write this path with and without the slash.
  api.post("/api/v1/receipts", ...send);

  api.notFound((c) => c.json({ error: "not_found" }, 404));
  api.onError((_error, c) => c.json({ error: "server_error" }, 500));
  return api;
}
