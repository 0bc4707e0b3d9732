import { completeAuthorization } from "@/lib/authorization/complete";
import { startAuthorization } from "@/lib/authorization/start";
import type { Owner } from "@/lib/principal";
import type { Scope } from "@/lib/receipthero/scopes";
import type { Sandbox } from "@/sandbox/start";
import { answerPage, control, redirectQuery, updating } from "@/sandbox/testing";
import type { TestDatabase } from "@/test/database";
import { createOwner } from "@/test/factories";

/** The cookie value that identifies a test's browser. */
export const BROWSER = "hash-of-the-browser";

const ASKED: Parameters<typeof startAuthorization>[2] = {
  label: "Shop",
  scopes: ["receipt:read"],
  pairs: [],
  message: "May we?",
};

/** Resets the sandbox before a test, and clears what earlier tests left waiting. */
export async function startOver({ client }: TestDatabase, sandbox: Sandbox): Promise<void> {
  await control(sandbox, "POST", "/reset", {});
  // The tokens of earlier tests are dead, and must not be used for comparison.
  await client.query(`UPDATE "Connection" SET scopes = '{}'`);
  await client.query(`DELETE FROM "Notification"`);
  await client.query("SELECT graphile_worker.complete_jobs(array_agg(id)) FROM graphile_worker.jobs");
}

/**
 * Starts an authorization request and approves it at the sandbox's real consent page.
 * @param fields the account holder's choices there, such as the account
 * @returns the query of the callback, which the application has not seen yet
 */
export async function consent(
  sandbox: Sandbox,
  user: Owner,
  fields: Record<string, string> = {},
  asked = ASKED,
): Promise<{ state: string; code: string }> {
  const url = await startAuthorization(user, BROWSER, asked);
  const query = redirectQuery(
    await answerPage(sandbox, url, { decision: "approve", ...(await updating(sandbox, fields)) }),
  );
  return { state: query.get("state") ?? "", code: query.get("code") ?? "" };
}

/** The outcomes of a user's authorization requests, oldest first. */
export async function outcomesOf({ client }: TestDatabase, user: Owner): Promise<(string | null)[]> {
  const { rows } = await client.query<{ outcome: string | null }>(
    `SELECT outcome FROM "AuthorizationRequest" WHERE "userId" = $1 ORDER BY "createdAt"`,
    [user.id],
  );
  return rows.map(({ outcome }) => outcome);
}

/**
 * Starts an authorization request, to be answered later at the sandbox's real consent page.
 * @param again the connection that the merchant wants back, and the token of the link for that; the scopes, if not to read
 * @returns answers it. `fields` is what the account holder chooses there, such as the account
 */
export async function ask(
  sandbox: Sandbox,
  user: Owner,
  again: { reconnect?: string | undefined; reconnectToken?: string; scopes?: Scope[] } = {},
) {
  const url = await startAuthorization(user, BROWSER, { ...ASKED, reconnect: again.reconnect, ...again });
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
  user: Owner,
  fields: Record<string, string> = {},
  reconnect?: string,
): Promise<string> {
  const answer = await ask(sandbox, user, { reconnect });
  const outcome = await answer("approve", fields);
  if (!outcome.connected) throw new Error(outcome.reason);
  return outcome.receiptheroId;
}

/** As `connect`, for reading and sending receipts. */
export async function connectWriter(sandbox: Sandbox, user: Owner): Promise<string> {
  const answer = await ask(sandbox, user, { scopes: ["receipt:read", "receipt:write"] });
  const outcome = await answer("approve");
  if (!outcome.connected) throw new Error(outcome.reason);
  return outcome.receiptheroId;
}

/**
 * Connects another merchant, whose token shows how ReceiptHero answers a valid one.
 * @returns the connection's receipthero_id
 */
export async function addWitness(database: TestDatabase, sandbox: Sandbox): Promise<string> {
  return connect(sandbox, await createOwner(database), { account: "acc-linnea" });
}
