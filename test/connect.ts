import { completeAuthorization } from "@/lib/authorization/complete";
import { startAuthorization } from "@/lib/authorization/start";
import type { MerchantUser } from "@/lib/principal";
import type { Sandbox } from "@/sandbox/start";
import { answerPage, redirectQuery, updating } from "@/sandbox/testing";

/** The cookie value that identifies a test's browser. */
export const BROWSER = "hash-of-the-browser";

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
  const asked = { label: "Shop", scopes: ["receipt:read" as const], pairs: [], message: "May we?", reconnect };
  const url = await startAuthorization(user, BROWSER, asked);
  const query = redirectQuery(
    await answerPage(sandbox, url, { decision: "approve", ...(await updating(sandbox, fields)) }),
  );
  const callback = { state: query.get("state") ?? "", code: query.get("code") ?? "" };
  const outcome = await completeAuthorization(user, BROWSER, callback);
  if (!outcome.connected) throw new Error(outcome.reason);
  return outcome.receiptheroId;
}
