import { randomUUID } from "node:crypto";
import { beforeEach, expect } from "vitest";
import { completeAuthorization } from "@/lib/authorization/complete";
import { continueSession } from "@/lib/connect-sessions/continue";
import { sha256 } from "@/lib/crypto/tokens";
import { env } from "@/lib/env";
import type { ConnectBrowser } from "@/lib/principal";
import type { Sandbox } from "@/sandbox/start";
import { answerPage, redirectQuery, updating } from "@/sandbox/testing";
import { callApi } from "@/test/api";
import { startOver } from "@/test/connect";
import type { TestDatabase } from "@/test/database";
import { addApiKey, connectBrowser } from "@/test/factories";
import { test } from "@/test/fixtures";

export const RETURN_URL = "https://app.example.com/done?page=1";

/** For the current test. `key` may create sessions for `externalId`, a customer that is new. */
export const given = {} as { database: TestDatabase; sandbox: Sandbox; key: string; externalId: string };

/** Gives each test of the file an empty database and sandbox, and fills `given`. */
export function startOverForEach(): void {
  test.beforeAll(({ database, sandbox }) => {
    Object.assign(given, { database, sandbox });
    env().API_RATE_LIMIT = 100_000;
    env().CONNECT_RETURN_ORIGINS = ["https://app.example.com"];
  });
  beforeEach(async () => {
    await startOver(given.database, given.sandbox);
    given.key = await addApiKey(given.database, ["connect:write"]);
    given.externalId = `customer ${randomUUID()}`;
  });
}

type Created = { id: string; url: string; token: string };

/** Asks the API for a session. @param fields those that differ from a usual one */
export function askForSession(fields: Record<string, unknown> = {}, headers: Record<string, string> = {}) {
  const body = {
    purpose: "connect",
    external_id: given.externalId,
    business_name: "Kahvila Aamu Oy",
    return_url: RETURN_URL,
    ...fields,
  };
  return callApi("/connect-sessions", { key: given.key, method: "POST", body, headers });
}

/** Creates a session through the API. */
export async function create(fields: Record<string, unknown> = {}): Promise<Created> {
  const answer = await askForSession(fields);
  expect(answer.status, answer.text).toBe(201);
  return { ...answer.body, token: new URL(answer.body.url).searchParams.get("token") };
}

/** The session as the API shows it. */
export const status = async ({ id }: { id: string }) =>
  (await callApi(`/connect-sessions/${id}`, { key: given.key })).body;

/** A browser that has opened the session's link. */
export const browserOf = ({ id }: { id: string }, name = "first") => connectBrowser(id, sha256(name));

/** Presses the button of the session's page. */
export const press = (browser: ConnectBrowser) => continueSession(browser, (business) => `May ${business}?`);

/** Answers the consent page. @returns what comes back with its callback */
export async function answer(url: string | null, browser: ConnectBrowser, fields: Record<string, string> = {}) {
  const choice = { decision: "approve", ...(await updating(given.sandbox, fields)) };
  const query = redirectQuery(await answerPage(given.sandbox, url ?? "", choice));
  const state = query.get("state") ?? "";
  const error = query.get("error");
  const response = error ? { state, error } : { state, code: query.get("code") ?? "" };
  return { come: (who = browser) => completeAuthorization(who, who.browserHash, response) };
}

/** Connects through a session. @returns the connection's receipthero_id */
export async function connectBySession(fields: Record<string, unknown> = {}, choice: Record<string, string> = {}) {
  const session = await create(fields);
  const browser = browserOf(session);
  const outcome = await (await answer(await press(browser), browser, choice)).come();
  if (!outcome.connected) throw new Error(outcome.reason);
  return { session, receiptheroId: outcome.receiptheroId };
}
