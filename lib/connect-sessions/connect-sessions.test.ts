import { expect } from "vitest";
import { completeAuthorization } from "@/lib/authorization/complete";
import { settleAbandonedRequests } from "@/lib/authorization/settle";
import { getConnectSession } from "@/lib/connect-sessions/get";
import { expireSessions } from "@/lib/connect-sessions/status";
import { answerPage, redirectQuery, updating } from "@/sandbox/testing";
import { BROWSER, connect } from "@/test/connect";
import { answer, browserOf, create, given, press, startOverForEach, status } from "@/test/connect-sessions";
import { dump } from "@/test/database";
import { createOwner } from "@/test/factories";
import { test } from "@/test/fixtures";
import { connectionRow, eventsOf } from "@/test/inspect";

startOverForEach();

test("a customer connects by a link, and the partner learns which connection it is", async () => {
  const session = await create({ label: "Turku", metadata: { cost_centre: "47" }, state: "cart 7&x=1" });
  expect(session).toMatchObject({ status: "pending", reason: null, receipthero_id: null, opened_at: null });
  expect(session.url).toMatch(/^http:\/\/localhost:3000\/connect\?token=[\w-]{43}$/);
  expect(await dump(given.database)).not.toContain(session.token);

  const browser = browserOf(session);
  expect(await getConnectSession(browser)).toMatchObject({ state: "open", business: "Kahvila Aamu Oy", next: null });
  const outcome = await (await answer(await press(browser), browser)).come();
  expect(outcome).toMatchObject({ connected: true });

  const seen = await status(session);
  expect(seen).toMatchObject({ status: "connected", merchant: { external_id: given.externalId }, state: "cart 7&x=1" });
  expect(await eventsOf(given.database, seen.receipthero_id)).toEqual([
    "connection.created",
    "connect_session.completed",
  ]);
  const row = await connectionRow(given.database, seen.receipthero_id);
  expect(row).toMatchObject({
    merchantId: seen.merchant.id,
    label: "Turku",
    partnerKeys: ["cost_centre"],
    partnerMetadata: { merchant_id: seen.merchant.id, external_id: given.externalId, cost_centre: "47" },
  });
  const { rows } = await given.database.client.query(
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
  const user = await createOwner(given.database);
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
    await answerPage(given.sandbox, url ?? "", { decision: "approve", ...(await updating(given.sandbox, {})) }),
  );
  const response = { state: query.get("state") ?? "", code: query.get("code") ?? "" };
  const user = await createOwner(given.database);
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
  await given.database.client.query(
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
  await given.database.client.query(
    `UPDATE "ConnectSession" SET "expiresAt" = now() + interval '1 second' WHERE id = $1`,
    [session.id],
  );
  const browser = browserOf(session);
  const callback = await answer(await press(browser), browser);
  await given.database.client.query(
    `UPDATE "ConnectSession" SET "expiresAt" = "expiresAt" - interval '10 minutes' WHERE id = $1`,
    [session.id],
  );
  await expireSessions();
  expect(await callback.come()).toMatchObject({ connected: true });
});

test("a connection of another business is refused, and stays with that business", async () => {
  const owner = await createOwner(given.database);
  const taken = await connect(given.sandbox, owner);
  const session = await create();
  const browser = browserOf(session);
  const outcome = await (await answer(await press(browser), browser)).come();
  expect(outcome).toMatchObject({ connected: false, reason: "owned_by_another" });
  expect(await status(session)).toMatchObject({ status: "failed", reason: "owned_by_another", receipthero_id: null });
  expect(await connectionRow(given.database, taken)).toMatchObject({ merchantId: owner.merchant.id, status: "ACTIVE" });
});

test("a session whose server died during the callback fails", async () => {
  const session = await create();
  await press(browserOf(session));
  await given.database.client.query(
    `UPDATE "AuthorizationRequest" SET "claimedAt" = now() - interval '61 seconds' WHERE "connectSessionId" = $1`,
    [session.id],
  );
  await settleAbandonedRequests();
  expect(await status(session)).toMatchObject({ status: "failed", reason: "storage_unavailable" });
});
