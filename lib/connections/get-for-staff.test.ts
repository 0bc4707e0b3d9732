import { randomUUID } from "node:crypto";
import { beforeEach, expect } from "vitest";
import { deleteAccount } from "@/lib/account/delete/delete";
import { EVENT_ORDER } from "@/lib/audit/query";
import { recordAuditEvent } from "@/lib/audit/record";
import { completeAuthorization } from "@/lib/authorization/complete";
import { connectionRequests } from "@/lib/authorization/list-requests";
import { startAuthorization } from "@/lib/authorization/start";
import { acceptMetadata } from "@/lib/connections/accept-metadata";
import { getCertificate } from "@/lib/connections/disconnect/certificate";
import { disconnectAsAdmin, disconnectConnection } from "@/lib/connections/disconnect/disconnect";
import { finishDisconnecting } from "@/lib/connections/disconnect/finish";
import { retryDisconnecting } from "@/lib/connections/disconnect/retry";
import { getConnection } from "@/lib/connections/get-for-merchant";
import { getConnectionForStaff } from "@/lib/connections/get-for-staff";
import { completeMembershipVisit } from "@/lib/connections/membership-visit/complete";
import { startMembershipVisit } from "@/lib/connections/membership-visit/start";
import { createReconnectLink } from "@/lib/connections/reconnect-link/create";
import { listReconnectLinks } from "@/lib/connections/reconnect-link/list";
import { openReconnectLink } from "@/lib/connections/reconnect-link/open";
import { revokeReconnectLink } from "@/lib/connections/reconnect-link/revoke";
import { connectionTimeline } from "@/lib/connections/staff-timeline";
import { db } from "@/lib/db/client";
import { type Cursor, decodeCursor } from "@/lib/db/keyset";
import type { Admin, MerchantUser } from "@/lib/principal";
import { readMembershipReturn } from "@/lib/receipthero/membership";
import type { Sandbox } from "@/sandbox/start";
import { answerPage, control, redirectQuery, updating } from "@/sandbox/testing";
import { createAdmin, createMerchantUser, dump, type TestDatabase } from "@/test/database";
import { auditOf } from "@/test/factories";
import { test } from "@/test/fixtures";

const BROWSER = "hash-of-the-browser";

let database: TestDatabase;
let sandbox: Sandbox;
let user: MerchantUser;
let admin: Admin;

test.beforeAll(({ database: ownDatabase, sandbox: ownSandbox }) => {
  database = ownDatabase;
  sandbox = ownSandbox;
});
beforeEach(async () => {
  await control(sandbox, "POST", "/reset", {});
  user = await createMerchantUser(database);
  admin = await createAdmin(database);
});

const rows = async (sql: string, values: unknown[] = []) => (await database.client.query(sql, values)).rows;
const row = async (id: string) => (await rows(`SELECT * FROM "Connection" WHERE "receiptheroId" = $1`, [id]))[0];
const fault = (name: string) => control(sandbox, "PUT", "/faults", { endpoint: "revoke", fault: name });

/** Starts an authorization request, to be approved later. */
async function ask(who = user, reconnect?: string, reconnectToken?: string) {
  const asked = { label: "Shop", scopes: ["receipt:read" as const], pairs: [], message: "May we?", reconnect };
  const url = await startAuthorization(who, BROWSER, { ...asked, ...(reconnectToken && { reconnectToken }) });
  return async (decision: "approve" | "deny", fields: Record<string, string> = {}) => {
    const query = redirectQuery(await answerPage(sandbox, url, { decision, ...(await updating(sandbox, fields)) }));
    const state = query.get("state") ?? "";
    const error = query.get("error");
    return completeAuthorization(who, BROWSER, error ? { state, error } : { state, code: query.get("code") ?? "" });
  };
}

async function connect(): Promise<string> {
  const outcome = await (await ask())("approve");
  if (!outcome.connected) throw new Error(outcome.reason);
  return outcome.receiptheroId;
}

/** A disconnected connection, and a link to reconnect it. */
async function connectAndLink() {
  const id = await connect();
  await disconnectConnection(user, id);
  return { id, token: (await createReconnectLink(admin, id)) ?? "" };
}

test("accepting ReceiptHero's metadata copies it as it is, and leaves no value in the log", async () => {
  const id = await connect();
  const reported = `{"merchant_id":"x","__proto__":"kept","nested":{"__proto__":{"deep":[1]}},"secret note":"private"}`;
  await rows(`UPDATE "Connection" SET "reportedMetadata" = $2, "reportedAt" = now() WHERE "receiptheroId" = $1`, [
    id,
    reported,
  ]);
  const seen = (await getConnectionForStaff(admin, id))?.reportedPrint ?? "";
  expect((await getConnection(user, id))?.drift.map(({ key, state }) => [key, state])).toEqual([
    ["nested", "onlyThere"],
    ["__proto__", "onlyThere"],
    ["secret note", "onlyThere"],
  ]);

  expect(await acceptMetadata(admin, id, seen)).toBe(true);
  const [same] = await rows(
    `SELECT "partnerMetadata" = $2::jsonb AS same, "reportedMetadata", "reportedAt" FROM "Connection" WHERE "receiptheroId" = $1`,
    [id, reported],
  );
  expect(same).toEqual({ same: true, reportedMetadata: null, reportedAt: null });
  expect((await getConnection(user, id))?.drift).toEqual([]);
  const { events } = await connectionTimeline(admin, id, null);
  expect(events[0]).toMatchObject({
    action: "connection.metadata_accepted",
    actor: { id: admin.id, email: admin.email },
  });
  const [log] = await rows(`SELECT string_agg(e::text, '') AS text FROM "AuditEvent" e WHERE "receiptheroId" = $1`, [
    id,
  ]);
  expect(log.text).not.toContain("private");
  expect(await acceptMetadata(admin, id, seen)).toBe(false);
});

test("a version of ReceiptHero's that the admin has not seen is not accepted", async () => {
  const id = await connect();
  const report = (json: string) =>
    rows(`UPDATE "Connection" SET "reportedMetadata" = $2, "reportedAt" = now() WHERE "receiptheroId" = $1`, [
      id,
      json,
    ]);
  await report(`{"a":"seen"}`);
  const seen = (await getConnectionForStaff(admin, id))?.reportedPrint ?? "";
  await report(`{"a":"not seen"}`);
  const before = await row(id);
  expect(await acceptMetadata(admin, id, seen)).toBe(false);
  expect(await row(id)).toEqual(before);
  expect(await auditOf(database, user.merchant.id)).toEqual(["connection.connected"]);
});

test("the timeline comes in pages that join without a gap, also while events are added", async () => {
  const id = await connect();
  const add = () =>
    db().$transaction((tx) =>
      recordAuditEvent(tx, {
        actor: { type: "SYSTEM" },
        action: "connection.modified",
        merchantId: user.merchant.id,
        receiptheroId: id,
      }),
    );
  for (let event = 0; event < 45; event++) await add();
  const ids: string[] = [];
  let after: Cursor | null = null;
  do {
    const page = await connectionTimeline(admin, id, after);
    ids.push(...page.events.map((event) => event.id));
    after = decodeCursor(EVENT_ORDER, page.next);
    await add();
  } while (after !== null);
  expect(ids).toHaveLength(46);
  expect(ids.map(BigInt)).toEqual([...new Set(ids.map(BigInt))].sort((a, b) => Number(b - a)));
});

test("a reconnect link is opened, denied, used, and then used up", async () => {
  const { id, token } = await connectAndLink();
  expect(await dump(database)).not.toContain(token);
  expect(await listReconnectLinks(admin, id)).toMatchObject([{ isOpen: true, openedAt: null, createdBy: admin.email }]);

  const opened = { state: "open", receiptheroId: id, label: "Shop" };
  expect(await openReconnectLink(user, token)).toEqual(opened);
  const [first] = await listReconnectLinks(admin, id);
  expect(first?.openedAt).not.toBeNull();
  expect(await (await ask(user, id, token))("deny")).toMatchObject({ connected: false, reason: "access_denied" });
  expect(await openReconnectLink(user, token)).toEqual(opened);
  expect(await listReconnectLinks(admin, id)).toMatchObject([
    { isOpen: true, usedAt: null, openedAt: first?.openedAt },
  ]);

  expect(await (await ask(user, id, token))("approve")).toMatchObject({ connected: true });
  expect(await listReconnectLinks(admin, id)).toMatchObject([{ isOpen: false, usedAt: expect.any(Date) }]);
  expect(await openReconnectLink(user, token)).toEqual({ state: "closed" });
  expect(
    (await connectionRequests(admin, id)).map(({ outcome, reconnectLinkId }) => [outcome, reconnectLinkId !== null]),
  ).toEqual([
    ["connected", true],
    ["access_denied", true],
    ["connected", false],
  ]);
  await (await ask(user, id, token))("approve");
  expect((await connectionRequests(admin, id))[0]).toMatchObject({ outcome: "connected", reconnectLinkId: null });
});

test("of two consents by one link at once, one uses it and no connection is lost", async () => {
  const { id, token } = await connectAndLink();
  const answers = [await ask(user, id, token), await ask(user, id, token)];
  const accounts = ["acc-mikko", "acc-linnea"];
  const outcomes = await Promise.all(
    answers.map((answer, which) => answer("approve", { account: accounts[which] ?? "" })),
  );
  expect(outcomes).toMatchObject([{ connected: true }, { connected: true }]);
  const byLink = await rows(
    `SELECT 1 FROM "AuthorizationRequest" WHERE "replacesId" = $1 AND outcome = 'connected' AND "reconnectLinkId" IS NOT NULL`,
    [id],
  );
  expect(byLink).toHaveLength(1);
});

test("a link is for its own merchant: for another it says so, and changes nothing", async () => {
  const { id, token } = await connectAndLink();
  const stranger = await createMerchantUser(database, "Somebody else");
  expect(await openReconnectLink(stranger, token)).toEqual({ state: "foreign" });
  await (await ask(stranger, id, token))("approve", { account: "acc-linnea" });
  expect(await listReconnectLinks(admin, id)).toMatchObject([{ isOpen: true, openedAt: null, usedAt: null }]);
});

test("a link counts for the connection that it was made for, and no other", async () => {
  const { id, token } = await connectAndLink();
  const other = await (await ask())("approve", { account: "acc-mikko" });
  if (!other.connected) throw new Error(other.reason);
  await (await ask(user, other.receiptheroId, token))("approve", { account: "acc-mikko" });
  expect(await listReconnectLinks(admin, id)).toMatchObject([{ isOpen: true, usedAt: null }]);
});

test.each(["expired", "taken back", "replaced"])("a link that is %s leads nowhere", async (why) => {
  const { id, token } = await connectAndLink();
  const [link] = await listReconnectLinks(admin, id);
  if (why === "expired")
    await rows(`UPDATE "ReconnectLink" SET "expiresAt" = now() - interval '1 millisecond' WHERE id = $1`, [link?.id]);
  if (why === "taken back") {
    expect(await revokeReconnectLink(admin, link?.id ?? "")).toBe(id);
    expect(await revokeReconnectLink(admin, link?.id ?? "")).toBeNull();
    expect((await connectionTimeline(admin, id, null)).events[0]?.action).toBe("connection.reconnect_link_revoked");
  }
  if (why === "replaced") expect(await createReconnectLink(admin, id)).not.toBe(token);
  expect(await openReconnectLink(user, token)).toEqual({ state: "closed" });
  await (await ask(user, id, token))("approve");
  expect((await connectionRequests(admin, id))[0]).toMatchObject({ outcome: "connected", reconnectLinkId: null });
  expect((await listReconnectLinks(admin, id)).at(-1)).toMatchObject({ isOpen: false, openedAt: null, usedAt: null });
});

test("a link works for seven days, one is open at a time, and a healthy connection needs none", async () => {
  const id = await connect();
  expect(await createReconnectLink(admin, id)).toBeNull();
  expect(await createReconnectLink(admin, "no-such-connection")).toBeNull();
  await rows(
    `UPDATE "Connection" SET "unauthorizedSince" = now(), "unauthorizedReason" = 'refused' WHERE "receiptheroId" = $1`,
    [id],
  );
  const made = await Promise.all(Array.from({ length: 5 }, () => createReconnectLink(admin, id)));
  expect(new Set(made).size).toBe(5);
  const links = await listReconnectLinks(admin, id);
  expect(links.filter(({ isOpen }) => isOpen)).toHaveLength(1);
  const open = links.find(({ isOpen }) => isOpen);
  expect(Number(open?.expiresAt) - Number(open?.createdAt)).toBe(7 * 24 * 60 * 60 * 1000);
});

test("neither a link nor what ReceiptHero said of the notes outlives the merchant's account", async () => {
  const { id, token } = await connectAndLink();
  await rows(
    `UPDATE "Connection" SET "reportedMetadata" = '{"a":"private"}', "reportedAt" = now() WHERE "receiptheroId" = $1`,
    [id],
  );
  await deleteAccount(user, user.merchant.name);
  const stranger = await createMerchantUser(database);
  expect(await openReconnectLink(stranger, token)).toEqual({ state: "closed" });
  expect(await listReconnectLinks(admin, id)).toEqual([]);
  expect(await createReconnectLink(admin, id)).toBeNull();
  expect(await row(id)).toMatchObject({ reportedMetadata: null, reportedAt: null });
});

test("the certificate of a merchant's ending", async () => {
  const id = await connect();
  expect(await getCertificate(admin, id)).toBeNull();
  await disconnectConnection(user, id);
  const { disconnectedAt, connectedAt } = await row(id);
  expect(await getCertificate(admin, id)).toMatchObject({
    connection: { receiptheroId: id, label: "Shop", connectedAt, disconnectedAt },
    merchant: { id: user.merchant.id, name: user.merchant.name, deletedAt: null },
    way: "merchant",
    askedBy: { type: "USER", id: user.id, email: user.email },
    answer: "revoked",
    tokenErasedAt: disconnectedAt,
    events: [{ action: "connection.disconnecting" }, { action: "connection.disconnected", actor: { type: "SYSTEM" } }],
  });
});

test("the certificate of an admin's ending that needed retries", async () => {
  const id = await connect();
  await fault("503");
  await disconnectAsAdmin(admin, { receiptheroId: id, merchantId: user.merchant.id });
  expect(await getCertificate(admin, id)).toBeNull();
  await retryDisconnecting(admin, id);
  await retryDisconnecting(admin, id);
  await control(sandbox, "DELETE", "/faults");
  await finishDisconnecting(id, 5_000);
  const certificate = await getCertificate(admin, id);
  expect(certificate).toMatchObject({ way: "admin", askedBy: { email: admin.email }, answer: "revoked" });
  expect(certificate?.events.map(({ action }) => action)).toEqual([
    "connection.disconnecting",
    "connection.retried",
    "connection.retried",
    "connection.disconnected",
  ]);
  expect(certificate?.askedAt).toEqual(certificate?.events[0]?.at);
});

test("the certificate of a removal in the membership view", async () => {
  const id = await connect();
  const url = await startMembershipVisit(user, BROWSER, id);
  const claim = readMembershipReturn(redirectQuery(await answerPage(sandbox, url ?? "", { decision: "remove" })));
  if (!claim) throw new Error("the sandbox's membership view did not send the browser back");
  await completeMembershipVisit(user, BROWSER, claim);
  expect(await getCertificate(admin, id)).toMatchObject({
    way: "membership",
    askedBy: { id: user.id },
    answer: "gone",
  });
});

test("the certificate of an ending by ReceiptHero", async () => {
  const id = await connect();
  const { merchantId } = await row(id);
  await db().$transaction(async (tx) => {
    await tx.$executeRaw`
      UPDATE "Connection" SET status = 'DISCONNECTED', "sealedToken" = NULL, "disconnectedAt" = now(), "disconnectedBy" = 'RECEIPTHERO'
       WHERE "receiptheroId" = ${id}`;
    await recordAuditEvent(tx, {
      actor: { type: "RECEIPTHERO" },
      action: "connection.disconnected",
      merchantId,
      receiptheroId: id,
    });
  });
  expect(await getCertificate(admin, id)).toMatchObject({
    way: "receipthero",
    askedBy: null,
    askedAt: null,
    answer: null,
    events: [{ action: "connection.disconnected", actor: { type: "RECEIPTHERO" } }],
  });
});

test("a certificate is about the last ending alone, and about nobody once the account is deleted", async () => {
  const id = await connect();
  await disconnectConnection(user, id);
  expect(await (await ask(user, id))("approve")).toMatchObject({ connected: true, receiptheroId: expect.any(String) });
  await rows(`UPDATE "Connection" SET label = 'Torikatu' WHERE "merchantId" = $1`, [user.merchant.id]);
  const [{ receiptheroId }] = await rows(
    `SELECT "receiptheroId" FROM "Connection" WHERE "merchantId" = $1 AND status = 'ACTIVE'`,
    [user.merchant.id],
  );
  await deleteAccount(user, user.merchant.name);
  await finishDisconnecting(receiptheroId, 5_000);
  const certificate = await getCertificate(admin, receiptheroId);
  expect(certificate?.events.map(({ action }) => action)).toEqual([
    "connection.disconnecting",
    "connection.disconnected",
  ]);
  expect(certificate).toMatchObject({
    merchant: { name: null, deletedAt: expect.any(Date) },
    askedBy: { id: user.id, email: null },
  });
  const text = JSON.stringify(certificate);
  for (const name of [user.email, user.merchant.name, "Torikatu"]) expect(text).not.toContain(name);
});

test("the staff's view of a connection contains no token", async () => {
  const id = await connect();
  const { sealedToken } = await row(id);
  const seen = await getConnectionForStaff(admin, id);
  expect(seen).toMatchObject({ receiptheroId: id, merchant: { users: [{ email: user.email }] }, receipts: 0 });
  expect(JSON.stringify(seen)).not.toContain(sealedToken);
  expect(await getConnectionForStaff(admin, randomUUID())).toBeNull();
  expect(await getConnectionForStaff(admin, "not an id")).toBeNull();
});
