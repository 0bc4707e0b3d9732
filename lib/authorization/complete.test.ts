import { randomUUID } from "node:crypto";
import { beforeEach, expect, vi } from "vitest";
import { completeAuthorization } from "@/lib/authorization/complete";
import { getRequest } from "@/lib/authorization/get-request";
import { settleAbandonedRequests } from "@/lib/authorization/settle";
import { startAuthorization } from "@/lib/authorization/start";
import { getConnection } from "@/lib/connections/get-for-merchant";
import { getConnectionForStaff } from "@/lib/connections/get-for-staff";
import { listConnectionsForMerchant } from "@/lib/connections/list-for-merchant";
import { unseal } from "@/lib/crypto/seal";
import type { FailureReason } from "@/lib/errors";
import type { MerchantUser } from "@/lib/principal";
import type { Sandbox } from "@/sandbox/start";
import { answerPage, control, redirectQuery, seeState, updating } from "@/sandbox/testing";
import { createMerchantUser, dump, lockTable, someStaff, type TestDatabase } from "@/test/database";
import { test } from "@/test/fixtures";

// A real PostgreSQL, and a real sandbox over HTTP. Only the browser is simulated, by `consent`.

const BROWSER = "hash-of-the-browser";

let database: TestDatabase;
let sandbox: Sandbox;
let user: MerchantUser;

test.beforeAll(({ database: ownDatabase, sandbox: ownSandbox }) => {
  database = ownDatabase;
  sandbox = ownSandbox;
});
beforeEach(async () => {
  await control(sandbox, "POST", "/reset", {});
  // The tokens of earlier tests are dead, and must not be used for comparison.
  await database.client.query(`UPDATE "Connection" SET scopes = '{}'`);
  user = await createMerchantUser(database);
});

const asked = {
  label: "Shop in Turku",
  scopes: ["receipt:read" as const],
  pairs: [{ key: "__proto__", value: "plain data" }],
  message: "May we?",
};

/** Starts a request and approves it at the sandbox; returns the query of the callback. */
async function consent(who = user, fields: Record<string, string> = {}) {
  const url = await startAuthorization(who, BROWSER, asked);
  const query = redirectQuery(
    await answerPage(sandbox, url, { decision: "approve", ...(await updating(sandbox, fields)) }),
  );
  return { state: query.get("state") ?? "", code: query.get("code") ?? "" };
}

/** Connects, and returns the connection's id. */
async function connect(who = user, fields: Record<string, string> = {}): Promise<string> {
  const outcome = await completeAuthorization(who, BROWSER, await consent(who, fields));
  if (!outcome.connected) throw new Error(outcome.reason);
  return outcome.receiptheroId;
}

const rows = async (sql: string, values: unknown[] = []) => (await database.client.query(sql, values)).rows;
const connections = () => rows(`SELECT * FROM "Connection" WHERE "merchantId" = $1`, [user.merchant.id]);
const auditActions = async () =>
  (await rows(`SELECT action FROM "AuditEvent" WHERE "merchantId" = $1 ORDER BY id`, [user.merchant.id])).map(
    (row) => row.action,
  );
const outcomes = async () =>
  (await rows(`SELECT outcome FROM "AuthorizationRequest" WHERE "userId" = $1 ORDER BY "createdAt"`, [user.id])).map(
    (row) => row.outcome,
  );

async function expectRefusal(attempt: Promise<unknown>, code: FailureReason): Promise<void> {
  await expect(attempt).rejects.toMatchObject({ code });
  expect((await seeState(sandbox)).tokenRequests).toBe(0);
}

test("consent becomes a connection, keyed by receipthero_id, with metadata, sealed token, audit event and outcome", async () => {
  const receiptheroId = await connect();
  const [connection, ...others] = await connections();
  const [granted] = (await seeState(sandbox)).connections;

  expect(others).toEqual([]);
  expect(connection).toMatchObject({ receiptheroId, label: asked.label, scopes: asked.scopes, status: "ACTIVE" });
  expect(Object.entries(connection.partnerMetadata)).toEqual(
    expect.arrayContaining([
      ["merchant_id", user.merchant.id],
      ["__proto__", "plain data"],
    ]),
  );
  expect(unseal(connection.sealedToken, receiptheroId)).toBe(granted?.access_token);
  expect(Object.entries(granted?.partner_metadata ?? {})).toContainEqual(["merchant_id", user.merchant.id]);
  expect(await auditActions()).toEqual(["connection.connected"]);
  expect(await outcomes()).toEqual(["connected"]);
});

test("fifty simultaneous callbacks make one token request, one connection, one audit event", async () => {
  const callback = await consent();
  const results = await Promise.allSettled(
    Array.from({ length: 50 }, () => completeAuthorization(user, BROWSER, callback)),
  );

  const completed = results.filter((result) => result.status === "fulfilled");
  const refused = results.filter((result) => result.status === "rejected").map(({ reason }) => reason.code);
  expect(completed).toHaveLength(1);
  expect(refused).toEqual(Array(49).fill("state_used"));
  expect((await seeState(sandbox)).tokenRequests).toBe(1);
  expect(await connections()).toHaveLength(1);
  expect(await auditActions()).toEqual(["connection.connected"]);
});

test("a dump of the database holds neither token nor code nor state", async () => {
  const callback = await consent();
  await completeAuthorization(user, BROWSER, callback);
  const text = await dump(database);
  const [granted] = (await seeState(sandbox)).connections;

  expect(text).toContain(granted?.receipthero_id);
  for (const secret of [granted?.access_token ?? "", callback.code, callback.state]) {
    expect(secret).not.toBe("");
    expect(text).not.toContain(secret);
    expect(text).not.toContain(secret.split(".")[1] ?? secret);
  }
});

test("reconnecting with the same id renews the row and its token", async () => {
  const id = await connect();
  const [before] = await connections();
  expect(await connect()).toBe(id);
  const [after, ...others] = await connections();

  expect(others).toEqual([]);
  expect(after.connectedAt).toEqual(before.connectedAt);
  expect(after.modifiedAt).not.toBeNull();
  expect(unseal(after.sealedToken, id)).toBe((await seeState(sandbox)).connections[0]?.access_token);
  expect(await auditActions()).toEqual(["connection.connected", "connection.reconnected"]);
});

test("reconnecting with a new id makes a second connection, and leaves the first alone", async () => {
  const first = await connect();
  const second = await connect(user, { account: "acc-mikko" });
  expect(second).not.toBe(first);
  expect((await connections()).map((row) => row.status)).toEqual(["ACTIVE", "ACTIVE"]);
});

test("a connection that has ended comes back to life when it is granted again", async () => {
  const id = await connect();
  await database.client.query(
    `UPDATE "Connection" SET status = 'DISCONNECTED', "disconnectedAt" = now(), "disconnectedBy" = 'MERCHANT', "sealedToken" = NULL WHERE "receiptheroId" = $1`,
    [id],
  );
  expect(await connect()).toBe(id);
  expect(await connections()).toMatchObject([{ status: "ACTIVE", disconnectedAt: null, disconnectedBy: null }]);
});

/**
 * Grants the owner's connection to another merchant while the endpoints have faults, and returns the owner's
 * connection.
 */
async function grantElsewhere(faults: Record<string, string>) {
  const owner = await createMerchantUser(database, "The first to come");
  const id = await connect(owner);
  const byId = async () => (await rows(`SELECT * FROM "Connection" WHERE "receiptheroId" = $1`, [id]))[0];
  const before = await byId();
  const callback = await consent();
  for (const [endpoint, fault] of Object.entries(faults)) {
    await control(sandbox, "PUT", "/faults", { endpoint, fault });
  }
  const outcome = await completeAuthorization(user, BROWSER, callback);
  expect(outcome).toMatchObject({ connected: false, reason: "owned_by_another" });
  expect(await connections()).toEqual([]);
  expect(await outcomes()).toEqual(["owned_by_another"]);
  const { connections: granted, revocations } = await seeState(sandbox);
  expect(granted).toMatchObject([{ receipthero_id: id, status: "active" }]);
  expect(revocations.requests).toBe(0);
  const events = await rows(
    `SELECT action, "actorType", "actorId", "merchantId", after FROM "AuditEvent" WHERE "receiptheroId" = $1 ORDER BY id`,
    [id],
  );
  return { owner, before, after: await byId(), events: events.slice(1) };
}

test("when another merchant is granted a connection and its token is dead by then, the owner's connection is marked", async () => {
  const { owner, before, after, events } = await grantElsewhere({});
  expect(after).toMatchObject({
    status: "ACTIVE",
    sealedToken: before.sealedToken,
    merchantId: owner.merchant.id,
    health: "unauthorized",
    unauthorizedReason: "granted_elsewhere",
  });
  expect(events).toMatchObject([
    { action: "connection.refused", actorId: user.id, merchantId: user.merchant.id },
    { action: "connection.granted_elsewhere", actorType: "SYSTEM", actorId: null, merchantId: owner.merchant.id },
    { action: "connection.unauthorized", actorType: "SYSTEM", merchantId: owner.merchant.id },
  ]);
  expect(events[1].after).toEqual({ token: "dead" });
});

test.each([
  [null, asked.scopes, false],
  ["scope-named", asked.scopes, true],
  ["fewer-scopes", asked.scopes, false],
  ["fewer-named", ["receipt:write"], false],
])(
  "with the fault %s the connection has the scopes %j, and its right to read is proven: %s",
  async (fault, scopes, readProven) => {
    if (fault) await control(sandbox, "PUT", "/faults", { endpoint: "token", fault });
    const id = await connect();
    expect(await connections()).toMatchObject([{ scopes, readProven }]);
    expect(await rows(`SELECT after FROM "AuditEvent" WHERE "receiptheroId" = $1`, [id])).toEqual([
      { after: { scopes } },
    ]);

    // The former token's permissions say nothing about the next one's.
    await control(sandbox, "DELETE", "/faults");
    await connect();
    expect(await connections()).toMatchObject([{ scopes: asked.scopes, readProven: false }]);
  },
);

test("when the owner's token still works, the owner's connection stays as it was, and staff can read what happened", async () => {
  const { before, after, events } = await grantElsewhere({ token: "old-token-lives" });
  expect(after).toEqual(before);
  expect(events).toMatchObject([
    { action: "connection.refused" },
    { action: "connection.granted_elsewhere", after: { token: "alive" } },
  ]);
});

test.each(["wrong-key", "503"])(
  "when nobody can tell whether the owner's token works (%s), the owner's connection is marked as in doubt",
  async (fault) => {
    const { after, before, events } = await grantElsewhere({ receipts: fault });
    expect(after).toMatchObject({
      status: "ACTIVE",
      sealedToken: before.sealedToken,
      unauthorizedReason: "granted_elsewhere_unclear",
    });
    expect(events[1]).toMatchObject({ action: "connection.granted_elsewhere", after: { token: "unclear" } });
  },
);

test("a deleted merchant's connection can be connected again, once it is disconnected", async () => {
  const former = await createMerchantUser(database, "Closed down");
  const id = await connect(former);
  await database.client.query(`UPDATE "Merchant" SET "deletedAt" = now() WHERE id = $1`, [former.merchant.id]);
  const refused = await completeAuthorization(user, BROWSER, await consent());
  expect(refused).toMatchObject({ reason: "owned_by_another" });

  await database.client.query(
    `UPDATE "Connection" SET status = 'DISCONNECTED', "disconnectedAt" = now(), "sealedToken" = NULL WHERE "receiptheroId" = $1`,
    [id],
  );
  expect(await connect()).toBe(id);
  expect(await connections()).toMatchObject([{ status: "ACTIVE", modifiedAt: null }]);
  expect(await auditActions()).toEqual(["connection.refused", "connection.connected"]);
});

test("the new owner of a connection sees no connection of the former owner", async () => {
  const former = await createMerchantUser(database, "Closed down");
  const id = await connect(former);
  const successor = await connect(former, { account: "acc-mikko" });
  const replace = (older: string, newer: string) =>
    database.client.query(`UPDATE "Connection" SET "replacesId" = $1 WHERE "receiptheroId" = $2`, [older, newer]);
  await replace(id, successor);
  await database.client.query(`UPDATE "Merchant" SET "deletedAt" = now() WHERE id = $1`, [former.merchant.id]);
  await database.client.query(
    `UPDATE "Connection" SET status = 'DISCONNECTED', "disconnectedAt" = now(), "sealedToken" = NULL WHERE "merchantId" = $1`,
    [former.merchant.id],
  );
  expect(await connect()).toBe(id);
  expect(await rows(`SELECT "replacesId" FROM "Connection" WHERE "receiptheroId" = $1`, [successor])).toEqual([
    { replacesId: null },
  ]);

  // Rows from before this rule, in both directions.
  await replace(id, successor);
  expect(await getConnection(user, id)).toMatchObject({ receiptheroId: id, replaces: null, replacedBy: null });
  expect(await getConnectionForStaff(someStaff(), id)).toMatchObject({ replaces: null, replacedBy: [] });
  await replace(successor, id);
  expect(await getConnection(user, id)).toMatchObject({ receiptheroId: id, replaces: null, replacedBy: null });
  expect(await getConnectionForStaff(someStaff(), id)).toMatchObject({ replaces: null });
});

test.each<[FailureReason, (callback: { state: string; code: string }) => Promise<unknown>]>([
  ["wrong_user", async (callback) => completeAuthorization(await createMerchantUser(database), BROWSER, callback)],
  ["state_mismatch", (callback) => completeAuthorization({ ...user, sessionId: randomUUID() }, BROWSER, callback)],
  ["state_mismatch", (callback) => completeAuthorization(user, "another browser", callback)],
  ["state_mismatch", (callback) => completeAuthorization(user, null, callback)],
  ["state_mismatch", (callback) => completeAuthorization(user, BROWSER, { ...callback, state: `${callback.state}A` })],
])("a callback that does not fit is refused with %s, and the right one still works", async (code, attempt) => {
  const callback = await consent();
  await expectRefusal(attempt(callback), code);
  await expect(completeAuthorization(user, BROWSER, callback)).resolves.toMatchObject({ connected: true });
});

test("a request is open for ten minutes of the database's clock", async () => {
  const callback = await consent();
  const [{ minutes }] = await rows(
    `SELECT extract(epoch FROM "expiresAt" - "createdAt") / 60 AS minutes FROM "AuthorizationRequest" WHERE "userId" = $1`,
    [user.id],
  );
  expect(Number(minutes)).toBe(10);
  await database.client.query(
    `UPDATE "AuthorizationRequest" SET "expiresAt" = now() - interval '1 millisecond' WHERE "userId" = $1`,
    [user.id],
  );
  await expectRefusal(completeAuthorization(user, BROWSER, callback), "state_expired");
});

test.each([
  ["access_denied", "access_denied"],
  ["server_error", "exchange_failed"],
])("the answer error=%s ends the request as %s, without a token request", async (error, reason) => {
  const { state } = await consent();
  const outcome = await completeAuthorization(user, BROWSER, { state, error });
  expect(outcome).toMatchObject({ connected: false, reason });
  expect(await outcomes()).toEqual([reason]);
  expect((await seeState(sandbox)).tokenRequests).toBe(0);
});

test("a token that names no connection is revoked, and nothing is stored", async () => {
  const callback = await consent();
  await control(sandbox, "PUT", "/faults", { endpoint: "token", fault: "no-claim" });
  const outcome = await completeAuthorization(user, BROWSER, callback);

  expect(outcome).toMatchObject({ connected: false, reason: "bad_token" });
  expect((await seeState(sandbox)).connections).toMatchObject([{ status: "removed" }]);
  expect(await connections()).toEqual([]);
  expect(await outcomes()).toEqual(["bad_token"]);
});

test("when the answer cannot be stored, the new authorization is revoked", async () => {
  const callback = await consent();
  await database.client.query(
    `ALTER TABLE "AuditEvent" ADD CONSTRAINT broken CHECK (action <> 'connection.connected') NOT VALID`,
  );
  const outcome = await completeAuthorization(user, BROWSER, callback).finally(() =>
    database.client.query(`ALTER TABLE "AuditEvent" DROP CONSTRAINT broken`),
  );

  expect(outcome).toMatchObject({ connected: false, reason: "storage_unavailable" });
  expect((await seeState(sandbox)).connections).toMatchObject([{ status: "removed" }]);
  expect(await connections()).toEqual([]);
  expect(await outcomes()).toEqual(["storage_unavailable"]);
});

test("when renewing cannot be stored, the row does not stay ACTIVE with a token that has ended", async () => {
  const id = await connect();
  const callback = await consent();
  await database.client.query(
    `ALTER TABLE "AuditEvent" ADD CONSTRAINT broken CHECK (action <> 'connection.reconnected') NOT VALID`,
  );
  const outcome = await completeAuthorization(user, BROWSER, callback).finally(() =>
    database.client.query(`ALTER TABLE "AuditEvent" DROP CONSTRAINT broken`),
  );

  expect(outcome).toMatchObject({ connected: false, reason: "storage_unavailable" });
  await vi.waitFor(async () => {
    expect(await connections()).toMatchObject([
      { receiptheroId: id, status: "DISCONNECTED", sealedToken: null, disconnectedBy: "SYSTEM" },
    ]);
  });
  expect(await auditActions()).toEqual(["connection.connected", "connection.disconnected"]);
});

test("undoing an authorization late leaves a connection alone that was renewed in the meantime, also without iat", async () => {
  const id = await connect();
  await control(sandbox, "PUT", "/faults", { endpoint: "token", fault: "iat-null" });
  const callback = await consent();
  await control(sandbox, "PUT", "/faults", { endpoint: "revoke", fault: "503" });
  await database.client.query(
    `ALTER TABLE "AuditEvent" ADD CONSTRAINT broken CHECK (action <> 'connection.reconnected') NOT VALID`,
  );
  const undone = await completeAuthorization(user, BROWSER, callback).finally(() =>
    database.client.query(`ALTER TABLE "AuditEvent" DROP CONSTRAINT broken`),
  );
  expect(undone).toMatchObject({ connected: false, reason: "storage_unavailable" });
  expect(await connect()).toBe(id);
  const [renewed] = await connections();

  // The rollback settles the request in its last step, so this shows that it has finished.
  await rows(
    `UPDATE "AuthorizationRequest" SET outcome = NULL WHERE outcome = 'storage_unavailable' AND "userId" = $1`,
    [user.id],
  );
  await control(sandbox, "DELETE", "/faults?endpoint=revoke");
  await vi.waitFor(
    async () => expect(await outcomes()).toEqual(["connected", "storage_unavailable", "connected"]),
    15_000,
  );
  expect(await connections()).toEqual([renewed]);
  expect(renewed).toMatchObject({ status: "ACTIVE" });
});

test("a short stop of the database between exchange and storing loses nothing", async () => {
  const callback = await consent();
  const release = await lockTable(database, "Connection");
  const completing = completeAuthorization(user, BROWSER, callback);
  // The code is used, so the server is storing. Its database connection breaks, and it retries.
  await vi.waitFor(async () => {
    const waiting = await rows(`SELECT pg_terminate_backend(pid) FROM pg_locks WHERE NOT granted`);
    expect(waiting).toHaveLength(1);
  });
  await release();

  await expect(completing).resolves.toMatchObject({ connected: true });
  expect((await seeState(sandbox)).tokenRequests).toBe(1);
  expect(await connections()).toMatchObject([{ status: "ACTIVE" }]);
  expect(await auditActions()).toEqual(["connection.connected"]);
});

test("a request that a dead server left behind is settled after a minute, one at work is left alone", async () => {
  await consent();
  await consent();
  await database.client.query(
    `UPDATE "AuthorizationRequest" SET "claimedAt" = now() - interval '61 seconds' WHERE id =
       (SELECT id FROM "AuthorizationRequest" WHERE "userId" = $1 ORDER BY "createdAt" LIMIT 1)`,
    [user.id],
  );
  await database.client.query(
    `UPDATE "AuthorizationRequest" SET "claimedAt" = now() WHERE "userId" = $1 AND "claimedAt" IS NULL`,
    [user.id],
  );
  expect(await settleAbandonedRequests()).toBe(1);
  expect(await outcomes()).toEqual(["storage_unavailable", null]);
});

test("the PKCE verifier is sealed at rest and sent with the code", async () => {
  const url = await startAuthorization(user, BROWSER, asked);
  expect(new URL(url).searchParams.get("code_challenge_method")).toBe("S256");
  const [{ sealedCodeVerifier }] = await rows(
    `SELECT "sealedCodeVerifier" FROM "AuthorizationRequest" WHERE "userId" = $1`,
    [user.id],
  );
  expect(sealedCodeVerifier).toMatch(/^v1\./);
  const query = redirectQuery(await answerPage(sandbox, url, { decision: "approve" }));
  const callback = { state: query.get("state") ?? "", code: query.get("code") ?? "" };
  await expect(completeAuthorization(user, BROWSER, callback)).resolves.toMatchObject({ connected: true });
});

test("one merchant sees nothing of another's", async () => {
  const id = await connect();
  const [{ id: requestId }] = await rows(`SELECT id FROM "AuthorizationRequest" WHERE "userId" = $1`, [user.id]);
  const stranger = await createMerchantUser(database);

  expect(await getConnection(user, id)).toMatchObject({ metadata: [{ key: "__proto__", value: "plain data" }] });
  expect(await getConnection(stranger, id)).toBeNull();
  expect(await listConnectionsForMerchant(stranger)).toEqual([]);
  expect(await getRequest(user, requestId)).toMatchObject({ label: asked.label, pairs: asked.pairs });
  expect(await getRequest(stranger, requestId)).toBeNull();
  expect(await getRequest(user, "not a uuid")).toBeNull();
});

test("the database itself refuses a connection without a token, and an ended one with a token", async () => {
  const id = await connect();
  const update = (set: string) =>
    database.client.query(`UPDATE "Connection" SET ${set} WHERE "receiptheroId" = $1`, [id]);
  await expect(update(`"sealedToken" = NULL`)).rejects.toThrow("Connection_token_while_granted");
  await expect(update(`status = 'DISCONNECTED', "disconnectedAt" = now()`)).rejects.toThrow(
    "Connection_token_while_granted",
  );
  await expect(update(`"receiptheroId" = 'with space'`)).rejects.toThrow("Connection_receiptheroId_form");
});
