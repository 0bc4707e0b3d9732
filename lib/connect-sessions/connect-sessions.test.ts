import { randomUUID } from "node:crypto";
import { beforeEach, expect } from "vitest";
import { authenticate } from "@/lib/api-keys/authenticate";
import { completeAuthorization } from "@/lib/authorization/complete";
import { settleAbandonedRequests } from "@/lib/authorization/settle";
import { startAuthorization } from "@/lib/authorization/start";
import { continueSession } from "@/lib/connect-sessions/continue";
import { createConnectSession } from "@/lib/connect-sessions/create";
import { getConnectSession } from "@/lib/connect-sessions/get";
import { expireSessions } from "@/lib/connect-sessions/status";
import { completeMembershipVisit } from "@/lib/connections/membership-visit/complete";
import { sha256 } from "@/lib/crypto/tokens";
import { env } from "@/lib/env";
import { type ConnectBrowser, isPermitted } from "@/lib/principal";
import { readMembershipReturn } from "@/lib/receipthero/membership";
import type { Sandbox } from "@/sandbox/start";
import { answerPage, redirectQuery, updating } from "@/sandbox/testing";
import { callApi } from "@/test/api";
import { BROWSER, connect, startOver } from "@/test/connect";
import { dump, type TestDatabase } from "@/test/database";
import { addApiKey, connectBrowser, createMember, createOwner } from "@/test/factories";
import { test } from "@/test/fixtures";
import { connectionRow } from "@/test/inspect";
import { visitor } from "@/test/membership-visit";

const RETURN_URL = "https://app.example.com/done?page=1";

let database: TestDatabase;
let sandbox: Sandbox;
let key: string;
let externalId: string;

test.beforeAll(({ database: ownDatabase, sandbox: ownSandbox }) => {
  database = ownDatabase;
  sandbox = ownSandbox;
  env().API_RATE_LIMIT = 100_000;
  env().CONNECT_RETURN_ORIGINS = ["https://app.example.com"];
});
beforeEach(async () => {
  await startOver(database, sandbox);
  key = await addApiKey(database, ["connect:write"]);
  externalId = `customer ${randomUUID()}`;
});

type Created = { id: string; url: string; token: string };

/** Creates a session through the API. */
async function create(fields: Record<string, unknown> = {}): Promise<Created> {
  const body = {
    purpose: "connect",
    external_id: externalId,
    business_name: "Kahvila Aamu Oy",
    return_url: RETURN_URL,
    ...fields,
  };
  const answer = await callApi("/connect-sessions", { key, method: "POST", body });
  expect(answer.status, answer.text).toBe(201);
  return { ...answer.body, token: new URL(answer.body.url).searchParams.get("token") };
}

const status = async ({ id }: { id: string }) => (await callApi(`/connect-sessions/${id}`, { key })).body;

/** A browser that has opened the session's link. */
const browserOf = ({ id }: { id: string }, name = "first") => connectBrowser(id, sha256(name));

const press = (browser: ConnectBrowser) => continueSession(browser, (business) => `May ${business}?`);

/** Answers the consent page, and comes back with its callback. */
async function answer(url: string | null, browser: ConnectBrowser, fields: Record<string, string> = {}) {
  const choice = { decision: "approve", ...(await updating(sandbox, fields)) };
  const query = redirectQuery(await answerPage(sandbox, url ?? "", choice));
  const state = query.get("state") ?? "";
  const error = query.get("error");
  const response = error ? { state, error } : { state, code: query.get("code") ?? "" };
  return { come: (who = browser) => completeAuthorization(who, who.browserHash, response) };
}

/** Connects through a session. @returns the connection's receipthero_id */
async function connectBySession(fields: Record<string, unknown> = {}, choice: Record<string, string> = {}) {
  const session = await create(fields);
  const browser = browserOf(session);
  const outcome = await (await answer(await press(browser), browser, choice)).come();
  if (!outcome.connected) throw new Error(outcome.reason);
  return { session, receiptheroId: outcome.receiptheroId };
}

test("a customer connects by a link, and the partner learns which connection it is", async () => {
  const session = await create({ label: "Turku", metadata: { cost_centre: "47" }, state: "cart 7&x=1" });
  expect(session).toMatchObject({ status: "pending", reason: null, receipthero_id: null, opened_at: null });
  expect(session.url).toMatch(/^http:\/\/localhost:3000\/connect\?token=[\w-]{43}$/);
  expect(await dump(database)).not.toContain(session.token);

  const browser = browserOf(session);
  expect(await getConnectSession(browser)).toMatchObject({ state: "open", business: "Kahvila Aamu Oy", next: null });
  const outcome = await (await answer(await press(browser), browser)).come();
  expect(outcome).toMatchObject({ connected: true });

  const seen = await status(session);
  expect(seen).toMatchObject({ status: "connected", merchant: { external_id: externalId }, state: "cart 7&x=1" });
  const row = await connectionRow(database, seen.receipthero_id);
  expect(row).toMatchObject({
    merchantId: seen.merchant.id,
    label: "Turku",
    partnerKeys: ["cost_centre"],
    partnerMetadata: { merchant_id: seen.merchant.id, external_id: externalId, cost_centre: "47" },
  });
  const { rows } = await database.client.query(
    `SELECT "actorType", "actorId" FROM "AuditEvent" WHERE "receiptheroId" = $1`,
    [seen.receipthero_id],
  );
  expect(rows).toEqual([{ actorType: "CONNECT_SESSION", actorId: session.id }]);

  const end = await getConnectSession(browser);
  const next = new URL(end?.next ?? "");
  expect(Object.fromEntries(next.searchParams)).toEqual({
    page: "1",
    session_id: session.id,
    status: "connected",
    receipthero_id: seen.receipthero_id,
    state: "cart 7&x=1",
  });
  expect(end?.report?.origin).toBe("https://app.example.com");
});

test("the same customer number leads to the same business, which keeps its name", async () => {
  const [one, other] = [await create(), await create({ business_name: "Another name" })];
  expect((await status(one)).merchant.id).toBe((await status(other)).merchant.id);
  expect(await getConnectSession(browserOf(other))).toMatchObject({ business: "Kahvila Aamu Oy" });
});

test("a denial cancels the session, and no later callback of it counts", async () => {
  const session = await create();
  const browser = browserOf(session);
  const denied = await answer(await press(browser), browser, { decision: "deny" });
  const approved = await answer(await press(browser), browser);
  await expect(denied.come()).rejects.toMatchObject({ code: "state_expired" });
  const again = await answer(await press(browser), browser, { decision: "deny" });
  expect(await again.come()).toMatchObject({ connected: false, reason: "access_denied" });
  expect(await status(session)).toMatchObject({ status: "cancelled", reason: "access_denied" });
  await expect(approved.come()).rejects.toMatchObject({ code: "state_expired" });
  expect(await press(browser)).toBeNull();
});

test("only the browser that pressed the button first can come back, and only for its own session", async () => {
  const [session, other] = [await create(), await create()];
  const browser = browserOf(session);
  const callback = await answer(await press(browser), browser);
  const stranger = browserOf(session, "second");
  expect(await press(stranger)).toBeNull();
  expect(await getConnectSession(stranger)).toMatchObject({ state: "used", reason: "used" });
  const wrong = [stranger, browserOf(other), browserOf(other, "second"), { ...browser, browserHash: "" }];
  for (const who of wrong) await expect(callback.come(who)).rejects.toMatchObject({ code: "state_mismatch" });
  const user = await createOwner(database);
  const query = { state: "unknown", code: "x" };
  await expect(completeAuthorization(user, BROWSER, query)).rejects.toMatchObject({ code: "state_mismatch" });
  expect(await callback.come()).toMatchObject({ connected: true });
  await expect(callback.come()).rejects.toMatchObject({ code: "state_used" });
});

test("a signed-in user cannot use the callback of a session", async () => {
  const session = await create();
  const browser = browserOf(session);
  const url = await press(browser);
  const query = redirectQuery(
    await answerPage(sandbox, url ?? "", { decision: "approve", ...(await updating(sandbox, {})) }),
  );
  const response = { state: query.get("state") ?? "", code: query.get("code") ?? "" };
  const user = await createOwner(database);
  await expect(completeAuthorization(user, browser.browserHash, response)).rejects.toMatchObject({
    code: "wrong_user",
  });
  expect(await completeAuthorization(browser, browser.browserHash, response)).toMatchObject({ connected: true });
});

test("of two browsers that press the button at once, one owns the session", async () => {
  const session = await create();
  const urls = await Promise.all(["a", "b", "c", "d"].map((name) => press(browserOf(session, name))));
  expect(urls.filter((url) => url !== null)).toHaveLength(1);
});

test("a link that nobody used in time has expired, before and after the sweep", async () => {
  const session = await create({ state: "kept" });
  await database.client.query(
    `UPDATE "ConnectSession" SET "expiresAt" = now() - interval '1 millisecond' WHERE id = $1`,
    [session.id],
  );
  const browser = browserOf(session);
  for (const sweep of [async () => {}, expireSessions]) {
    await sweep();
    expect(await status(session)).toMatchObject({ status: "expired", reason: "expired", ended_at: expect.any(String) });
    expect(await press(browser)).toBeNull();
    const seen = await getConnectSession(browser);
    expect(seen).toMatchObject({ state: "expired" });
    expect(seen?.next).toContain(`session_id=${session.id}&status=failed&reason=expired&state=kept`);
  }
});

test("pressing the button leaves time for the trip, however late it was", async () => {
  const session = await create();
  await database.client.query(`UPDATE "ConnectSession" SET "expiresAt" = now() + interval '1 second' WHERE id = $1`, [
    session.id,
  ]);
  const browser = browserOf(session);
  const callback = await answer(await press(browser), browser);
  await database.client.query(
    `UPDATE "ConnectSession" SET "expiresAt" = "expiresAt" - interval '10 minutes' WHERE id = $1`,
    [session.id],
  );
  await expireSessions();
  expect(await callback.come()).toMatchObject({ connected: true });
});

test("a reconnect keeps the label and the merchant's own fields, and takes the partner's new ones", async () => {
  const { receiptheroId, session } = await connectBySession({ label: "Turku", metadata: { a: "1", b: "2" } });
  await database.client.query(
    `UPDATE "Connection" SET "partnerMetadata" = "partnerMetadata" || '{"own": "mine", "c": "mine, too"}' WHERE "receiptheroId" = $1`,
    [receiptheroId],
  );
  const again = { purpose: "reconnect", receipthero_id: receiptheroId };
  await connectBySession(again);
  const kept = { partnerKeys: ["a", "b"], partnerMetadata: { a: "1", b: "2", own: "mine", c: "mine, too" } };
  expect(await connectionRow(database, receiptheroId)).toMatchObject({ label: "Turku", ...kept });

  const renewed = await connectBySession({ ...again, metadata: { c: "3" } });
  expect(renewed.receiptheroId).toBe(receiptheroId);
  const row = await connectionRow(database, receiptheroId);
  expect(row).toMatchObject({ label: "Turku", partnerKeys: ["c"] });
  expect(row.partnerMetadata).toEqual({
    merchant_id: (await status(session)).merchant.id,
    external_id: externalId,
    own: "mine",
    c: "3",
  });
});

test("a member who reconnects keeps the fields that the partner set", async () => {
  const { receiptheroId, session } = await connectBySession({ metadata: { a: "1" } });
  const { merchant } = await status(session);
  const member = await createMember(database, merchant);
  const asked = { label: "Shop", scopes: ["receipt:read" as const], message: "May we?", reconnect: receiptheroId };
  await startAuthorization(member, BROWSER, {
    ...asked,
    pairs: [
      { key: "a", value: "forged" },
      { key: "b", value: "2" },
    ],
  });
  const { rows } = await database.client.query(
    `SELECT "partnerMetadata", "partnerKeys" FROM "AuthorizationRequest" WHERE "userId" = $1`,
    [member.id],
  );
  expect(rows).toMatchObject([{ partnerMetadata: { a: "1", b: "2" }, partnerKeys: ["a"] }]);
});

test.each([
  ["cancel", "cancelled", "ACTIVE"],
  ["save", "modified", "ACTIVE"],
  ["remove", "removed", "DISCONNECTED"],
])("to manage: %s ends the session as %s", async (decision, expected, connectionStatus) => {
  const { receiptheroId } = await connectBySession();
  const session = await create({ purpose: "manage", receipthero_id: receiptheroId });
  const browser = browserOf(session);
  const url = await press(browser);
  const claim = readMembershipReturn(redirectQuery(await answerPage(sandbox, url ?? "", { decision })));
  if (!claim) throw new Error("the membership view did not send the browser back");

  const user = await createOwner(database);
  const others = [browserOf(session, "second"), browserOf(await create(), "first")];
  expect(await completeMembershipVisit({ ...visitor(user), sessions: others }, claim)).toBeNull();
  const visit = await completeMembershipVisit({ ...visitor(user), sessions: [...others, browser] }, claim);
  expect(visit).toMatchObject({ connectSessionId: session.id, userId: null });
  expect(await completeMembershipVisit({ ...visitor(user), sessions: [browser] }, claim)).toBeNull();

  expect(await status(session)).toMatchObject({ status: expected, receipthero_id: receiptheroId });
  expect(await connectionRow(database, receiptheroId)).toMatchObject({ status: connectionStatus });
});

test("a connection is managed or reconnected only for its own customer, and managed only while it is active", async () => {
  const { receiptheroId } = await connectBySession();
  const ask = (fields: Record<string, unknown>) =>
    callApi("/connect-sessions", {
      key,
      method: "POST",
      body: {
        purpose: "manage",
        external_id: externalId,
        business_name: "x",
        return_url: RETURN_URL,
        receipthero_id: receiptheroId,
        ...fields,
      },
    });
  for (const purpose of ["manage", "reconnect"]) {
    expect((await ask({ purpose, external_id: "somebody else" })).body).toMatchObject({ code: "not_found" });
    expect((await ask({ purpose, receipthero_id: "unknown" })).body).toMatchObject({ code: "not_found" });
    expect((await ask({ purpose, receipthero_id: undefined })).body).toMatchObject({ code: "malformed_request" });
  }
  expect((await ask({ purpose: "connect" })).body).toMatchObject({ code: "malformed_request" });
  const session = await create({ purpose: "manage", receipthero_id: receiptheroId });
  await callApi(`/connections/${receiptheroId}`, {
    key: await addApiKey(database, ["connections:write"]),
    method: "DELETE",
  });
  expect((await ask({})).body).toMatchObject({ status: 409, code: "not_active" });
  expect(await press(browserOf(session))).toBeNull();
  expect(await status(session)).toMatchObject({ status: "failed", reason: "not_active" });
});

test("a connection of another business is refused, and stays with that business", async () => {
  const owner = await createOwner(database);
  const taken = await connect(sandbox, owner);
  const session = await create();
  const browser = browserOf(session);
  const outcome = await (await answer(await press(browser), browser)).come();
  expect(outcome).toMatchObject({ connected: false, reason: "owned_by_another" });
  expect(await status(session)).toMatchObject({ status: "failed", reason: "owned_by_another", receipthero_id: null });
  expect(await connectionRow(database, taken)).toMatchObject({ merchantId: owner.merchant.id, status: "ACTIVE" });
});

test("a session whose server died during the callback fails", async () => {
  const session = await create();
  await press(browserOf(session));
  await database.client.query(
    `UPDATE "AuthorizationRequest" SET "claimedAt" = now() - interval '61 seconds' WHERE "connectSessionId" = $1`,
    [session.id],
  );
  await settleAbandonedRequests();
  expect(await status(session)).toMatchObject({ status: "failed", reason: "storage_unavailable" });
});

test.each([
  "https://app.example.com.evil.example/",
  "https://evil.example/?https://app.example.com",
  "https://user:secret@app.example.com/",
  "https://app.example.com:8443/",
  "http://app.example.com/",
  "javascript:alert(1)//https://app.example.com",
  "//app.example.com/",
  "blob:https://app.example.com/4a9e0c1e",
])("a browser is never sent to %s", async (url) => {
  const body = { purpose: "connect", external_id: externalId, business_name: "x", return_url: url };
  const refused = await callApi("/connect-sessions", { key, method: "POST", body });
  expect(refused.status).toBe(400);
  expect(["return_origin_not_allowed", "malformed_request"]).toContain(refused.body.code);
  const { rows } = await database.client.query(`SELECT 1 FROM "Merchant" WHERE "externalId" = $1`, [externalId]);
  expect(rows).toEqual([]);
});

test.each([
  ["a state with a NUL", { state: "a\0b" }],
  ["a state with half a character", { state: "a\ud800" }],
])("%s is refused, because it would not come back as it is", async (_, fields) => {
  const body = { purpose: "connect", external_id: externalId, business_name: "x", return_url: RETURN_URL, ...fields };
  const refused = await callApi("/connect-sessions", { key, method: "POST", body });
  expect(refused.body).toMatchObject({ status: 400, code: "malformed_request" });
});

test("a return URL is kept as a browser reads it, and a scope that is named twice counts once", async () => {
  const session = await create({
    return_url: "https://app.example.com/a\0b c?q=1#end",
    scopes: ["receipt:read", "receipt:read"],
  });
  const { rows } = await database.client.query(`SELECT "returnUrl", scopes FROM "ConnectSession" WHERE id = $1`, [
    session.id,
  ]);
  expect(rows).toEqual([{ returnUrl: "https://app.example.com/a%00b%20c?q=1#end", scopes: ["receipt:read"] }]);
});

test("metadata that ReceiptHero's page could not take is refused at once", async () => {
  const metadata = Object.fromEntries(Array.from({ length: 5 }, (_, index) => [`k${index}`, "x".repeat(500)]));
  const body = { purpose: "connect", external_id: externalId, business_name: "x", return_url: RETURN_URL, metadata };
  const refused = await callApi("/connect-sessions", { key, method: "POST", body });
  expect(refused.body).toMatchObject({ status: 400, code: "authorization_url_too_long" });
});

test("a repeated call with the same Idempotency-Key gives the same session and the same link", async () => {
  const body = { purpose: "connect", external_id: externalId, business_name: "x", return_url: RETURN_URL };
  const headers = { "Idempotency-Key": randomUUID() };
  const [one, other] = [
    await callApi("/connect-sessions", { key, method: "POST", body, headers }),
    await callApi("/connect-sessions", { key, method: "POST", body, headers }),
  ];
  expect(other.body).toEqual(one.body);
  const { rows } = await database.client.query(`SELECT 1 FROM "ConnectSession"  WHERE id = $1`, [one.body.id]);
  expect(rows).toHaveLength(1);
});

test("a repetition after a crash gives a link that works, although the time of the first one was over", async () => {
  const asked = {
    about: { purpose: "connect" as const },
    externalId,
    businessName: "x",
    returnUrl: RETURN_URL,
    ...{ email: null, locale: null, label: null, scopes: null, pairs: [], partnerState: null },
  };
  const caller = (await authenticate(key))?.key;
  if (!caller || !isPermitted(caller, "connect:write")) throw new Error("the key may not create sessions");
  const id = randomUUID();
  await createConnectSession(caller, id, asked, (business) => `May ${business}?`);
  await database.client.query(`UPDATE "ConnectSession" SET "expiresAt" = now() WHERE id = $1`, [id]);
  await expireSessions();
  const url = new URL(await createConnectSession(caller, id, asked, (business) => `May ${business}?`));
  expect(await status({ id })).toMatchObject({ status: "pending", reason: null });
  const { rows } = await database.client.query(
    `SELECT "tokenHash", "expiresAt" > now() AS lives FROM "ConnectSession" WHERE id = $1`,
    [id],
  );
  expect(rows).toEqual([{ tokenHash: sha256(url.searchParams.get("token") ?? ""), lives: true }]);
});

test("creating a session is recorded, and names the key", async () => {
  const { id } = await create();
  const { rows } = await database.client.query(
    `SELECT e."actorType", k.name IS NOT NULL AS "isKey", e.after, e."merchantId" IS NOT NULL AS "hasMerchant"
       FROM "AuditEvent" e LEFT JOIN "ApiKey" k ON k.id = e."actorId"
      WHERE e.action = 'connect_session.created' AND e.after->>'connectSessionId' = $1`,
    [id],
  );
  expect(rows).toEqual([
    { actorType: "API_KEY", isKey: true, after: { connectSessionId: id, purpose: "connect" }, hasMerchant: true },
  ]);
});
