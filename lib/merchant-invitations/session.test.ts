import { beforeEach, expect, vi } from "vitest";
import { completeAuthorization } from "@/lib/authorization/complete";
import { continueSession } from "@/lib/connect-sessions/continue";
import { getConnectSession } from "@/lib/connect-sessions/get";
import { expireSessions, followRequest, noteOpened } from "@/lib/connect-sessions/status";
import { db } from "@/lib/db/client";
import { env } from "@/lib/env";
import type { NewInvitation } from "@/lib/merchant-invitations/form";
import type { Admin, ConnectBrowser } from "@/lib/principal";
import type { Sandbox } from "@/sandbox/start";
import { answerPage, redirectQuery, updating } from "@/sandbox/testing";
import { startOver } from "@/test/connect";
import type { TestDatabase } from "@/test/database";
import { createAdmin } from "@/test/factories";
import { test } from "@/test/fixtures";
import { connectionRow } from "@/test/inspect";
import { invitationOf, invite, openedBy, sendAll } from "@/test/invitations";

let database: TestDatabase;
let sandbox: Sandbox;
let admin: Admin;

test.beforeAll(async ({ database: ownDatabase, mailSandbox: ownSandbox }) => {
  database = ownDatabase;
  sandbox = ownSandbox;
  admin = await createAdmin(database);
});
beforeEach(async () => {
  env().EMAIL_SERVER = sandbox.smtp;
  await startOver(database, sandbox);
  await database.client.query(`DELETE FROM "MerchantInvitation"; DELETE FROM "RateLimiterFlexible"`);
});

const press = (browser: ConnectBrowser) => continueSession(browser, (business) => `May ${business}?`);

/** Answers the consent page, and comes back with its callback. */
async function answer(url: string | null, browser: ConnectBrowser, decision: "approve" | "deny" = "approve") {
  const query = redirectQuery(await answerPage(sandbox, url ?? "", { decision, ...(await updating(sandbox, {})) }));
  const state = query.get("state") ?? "";
  const error = query.get("error");
  const response = error ? { state, error } : { state, code: query.get("code") ?? "" };
  return { come: () => completeAuthorization(browser, browser.browserHash, response) };
}

/** An invitation that was sent, and whose link this browser has opened. */
async function openedInvitation(fields: Partial<NewInvitation> = {}) {
  const invitation = await invite(admin, fields);
  await sendAll(database);
  const { connectSessionId } = await invitationOf(database, invitation);
  await noteOpened(connectSessionId);
  return { invitation, connectSessionId, browser: await openedBy(database, invitation) };
}

const expire = (id: string) =>
  database.client.query(`UPDATE "ConnectSession" SET "expiresAt" = now() WHERE id = $1`, [id]);

test("the invited business connects, and its page says who can sign in", async () => {
  const { invitation, browser } = await openedInvitation({ pairs: [{ key: "cost_centre", value: "47" }] });
  expect(await invitationOf(database, invitation)).toMatchObject({ state: "opened", openedAt: expect.any(Date) });
  expect(await getConnectSession(browser)).toMatchObject({ state: "open", reason: null, invited: invitation.email });
  const outcome = await (await answer(await press(browser), browser)).come();
  if (!outcome.connected) throw new Error(outcome.reason);
  expect(await invitationOf(database, invitation)).toMatchObject({ state: "connected", status: "connected" });
  expect(await connectionRow(database, outcome.receiptheroId)).toMatchObject({
    label: "Kahvila Aamu Oy",
    partnerKeys: ["cost_centre"],
    partnerMetadata: { external_id: invitation.externalId, cost_centre: "47" },
  });
  // Any browser with the link learns it.
  for (const who of [browser, await openedBy(database, invitation, "another")]) {
    expect(await getConnectSession(who)).toMatchObject({ state: "connected", invited: invitation.email, next: null });
  }
  expect(await press(browser)).toBeNull();
});

test("after a denial the same link still connects, and says what happened", async () => {
  const { invitation, browser } = await openedInvitation();
  const denied = await answer(await press(browser), browser, "deny");
  expect(await denied.come()).toMatchObject({ connected: false, reason: "access_denied" });
  expect(await getConnectSession(browser)).toMatchObject({ state: "open", reason: "access_denied" });
  expect(await invitationOf(database, invitation)).toMatchObject({ state: "opened", status: "opened" });
  expect(await (await answer(await press(browser), browser)).come()).toMatchObject({ connected: true });
  expect(await getConnectSession(browser)).toMatchObject({ state: "connected", reason: null });
});

test("another browser that presses the button goes on, and the first one's trip ends", async () => {
  const { invitation, browser: phone } = await openedInvitation();
  const laptop = await openedBy(database, invitation, "laptop");
  const onPhone = await answer(await press(phone), phone);
  const onLaptop = await answer(await press(laptop), laptop);
  await expect(onPhone.come()).rejects.toMatchObject({ code: "state_expired" });
  // The phone may not come back with the laptop's trip either.
  expect(await getConnectSession(phone)).toMatchObject({ state: "open" });
  expect(await onLaptop.come()).toMatchObject({ connected: true });
  expect(await getConnectSession(phone)).toMatchObject({ state: "connected" });
});

test("a callback belongs to the browser that pressed the button, also in an invitation", async () => {
  const { invitation, browser } = await openedInvitation();
  const url = await press(browser);
  const stolen = await answer(url, await openedBy(database, invitation, "thief"));
  await expect(stolen.come()).rejects.toMatchObject({ code: "state_mismatch" });
});

test("an invitation expires after its time, and a denial that comes later changes nothing", async () => {
  const { invitation, browser, connectSessionId } = await openedInvitation();
  const denied = await answer(await press(browser), browser, "deny");
  await expire(connectSessionId);
  expect(await denied.come()).toMatchObject({ connected: false });
  expect(await getConnectSession(browser)).toMatchObject({ state: "expired", invited: invitation.email });
  expect(await invitationOf(database, invitation)).toMatchObject({
    state: "expired",
    status: "expired",
    reason: "expired",
  });
  expect(await press(browser)).toBeNull();
});

test("the sweep lets invitations expire, but not what the mail server refused", async () => {
  const { invitation, connectSessionId } = await openedInvitation();
  const refused = await invite(admin, { email: "nobody@refused.example" });
  await sendAll(database);
  await expire(connectSessionId);
  await expire((await invitationOf(database, refused)).connectSessionId);
  // A sweep leaves a row that something holds to the next one.
  await vi.waitFor(async () => {
    await expireSessions();
    expect(await invitationOf(database, invitation)).toMatchObject({ state: "expired" });
    expect(await invitationOf(database, refused)).toMatchObject({ state: "refused", status: "expired" });
  });
});

test("a connection that is rolled back opens the invitation again", async () => {
  const { invitation, browser, connectSessionId } = await openedInvitation();
  const outcome = await (await answer(await press(browser), browser)).come();
  if (!outcome.connected) throw new Error(outcome.reason);
  await db().$transaction(async (tx) => {
    const request = await tx.authorizationRequest.findFirstOrThrow({ where: { connectSessionId } });
    await tx.authorizationRequest.update({ where: { id: request.id }, data: { outcome: "storage_unavailable" } });
    await followRequest(tx, request.id);
  });
  expect(await invitationOf(database, invitation)).toMatchObject({ state: "opened", status: "opened" });
  expect(await getConnectSession(browser)).toMatchObject({ state: "open", reason: "storage_unavailable" });
  expect(await press(browser)).toContain("/auth?");
});

test("a refused invitation's former link works, although the business was invited again since", async () => {
  const { invitation, connectSessionId } = await openedInvitation();
  await database.client.query(`UPDATE "MerchantInvitation" SET state = 'refused' WHERE "connectSessionId" = $1`, [
    connectSessionId,
  ]);
  await database.client.query(`UPDATE "ConnectSession" SET status = 'pending' WHERE id = $1`, [connectSessionId]);
  await database.client.query(`UPDATE "MerchantInvitation" SET state = 'refused' WHERE "connectSessionId" = $1`, [
    connectSessionId,
  ]);
  const again = await openedInvitation({ externalId: invitation.externalId, email: invitation.email });
  await noteOpened(connectSessionId);
  const { rows } = await database.client.query(
    `SELECT "connectSessionId" AS id, state FROM "MerchantInvitation" WHERE email = $1`,
    [invitation.email],
  );
  expect(new Map(rows.map(({ id, state }) => [id, state]))).toEqual(
    new Map([
      [connectSessionId, "refused"],
      [again.connectSessionId, "opened"],
    ]),
  );
});
