import type { Handler } from "hono";
import type { ApiEnv } from "../faults/play-fault.ts";
import { endConnection, findConnectionByToken } from "../oauth/connections.ts";
import type { Store } from "../state/store.ts";
import { bearerToken } from "./bearer.ts";

/** `DELETE /api/oauth/revoke`: ends the authorization that the bearer token belongs to (section 1.4). */
export function revoke(store: Store): Handler<ApiEnv> {
  return (c) => {
    const token = bearerToken(c.req.header("Authorization"));
    if (token === null) return c.json({ error: "invalid_token" }, 401, { "WWW-Authenticate": "Bearer" });

    const revoked = store.change(({ counters }) => {
      counters.revocationRequests += 1;
      const connection = findConnectionByToken(store, token);
      if (!connection) {
        counters.revocationsNotFound += 1;
        return false;
      }
      endConnection(store, connection, "revocation");
      counters.revocationsDone += 1;
      return true;
    });
    if (revoked) return c.json({ status: "revoked" });
    const fault = c.get("fault");
    if (fault === "dead-401") return c.json({ error: "invalid_token" }, 401, { "WWW-Authenticate": "Bearer" });
    if (fault === "dead-403") return c.json({ error: "forbidden" }, 403);
    return c.json({ error: "not_found" }, 404);
  };
}
