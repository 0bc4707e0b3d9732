import { completeAuthorization } from "@/lib/authorization/complete";
import { startAuthorization } from "@/lib/authorization/start";
import type { MerchantUser } from "@/lib/principal";
import type { Sandbox } from "@/sandbox/start";
import { answerPage, redirectQuery, updating } from "@/sandbox/testing";

/** The cookie value that identifies a test's browser. */
export const BROWSER = "hash-of-the-browser";

/**
 * Starts an authorization request, to be answered later at the sandbox's real consent page.
 * @param again the connection that the merchant wants back, and the token of the link for that
 * @returns answers it. `fields` is what the account holder chooses there, such as the account
 */
export async function ask(
  sandbox: Sandbox,
  user: MerchantUser,
  again: { reconnect?: string | undefined; reconnectToken?: string } = {},
) {
  const asked = { label: "Shop", scopes: ["receipt:read" as const], pairs: [], message: "May we?" };
  const url = await startAuthorization(user, BROWSER, { ...asked, reconnect: again.reconnect, ...again });
  return async (decision: "approve" | "deny", fields: Record<string, string> = {}) => {
    const query = redirectQuery(await answerPage(sandbox, url, { decision, ...(await updating(sandbox, fields)) }));
    const state = query.get("state") ?? "";
    const error = query.get("error");
    return completeAuthorization(user, BROWSER, error ? { state, error } : { state, code: query.get("code") ?? "" });
  };
}

/**
 * Connects a merchant through the sandbox's real consent page. An account's connection is updated if there is one.
 * @param fields the account holder's choices there, such as the account
 * @param reconnect the connection that the merchant reconnects
 * @returns the connection's receipthero_id
 */
export async function connect(
  sandbox: Sandbox,
  user: MerchantUser,
  fields: Record<string, string> = {},
  reconnect?: string,
): Promise<string> {
  const answer = await ask(sandbox, user, { reconnect });
  const outcome = await answer("approve", fields);
  if (!outcome.connected) throw new Error(outcome.reason);
  return outcome.receiptheroId;
}
