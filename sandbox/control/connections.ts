import { randomUUID } from "node:crypto";
import type { z } from "zod";
import { applyGrant } from "../oauth/connections.ts";
import { issueToken } from "../oauth/tokens.ts";
import type { Store } from "../state/store.ts";
import { ControlError } from "./guard.ts";
import type { connectionsAnswer, connectionsRequest } from "./schemas.ts";

/**
 * Creates connections for tests that need many, as if an account holder had consented to each of them and the client had
 * exchanged each code.
 * @throws ControlError if there is no such account
 */
export function grantConnections(
  store: Store,
  clientId: string,
  { account, scopes, count }: z.infer<typeof connectionsRequest>,
): z.infer<typeof connectionsAnswer>["connections"] {
  const holder = store.state.accounts.find((candidate) => candidate.id === account);
  if (!holder) throw new ControlError(404, "unknown_account", "GET /state lists the accounts that there are.");
  const cardIds = holder.cards.map((card) => card.id);
  // One change: all are kept, or none.
  return store.change(() =>
    Array.from({ length: count }, () => {
      const grant = {
        receiptheroId: randomUUID(),
        clientId,
        accountId: account,
        scopes,
        cardIds,
        partnerMetadata: null,
      };
      const connection = applyGrant(store, grant);
      return { receipthero_id: grant.receiptheroId, access_token: issueToken(store, connection) };
    }),
  );
}
