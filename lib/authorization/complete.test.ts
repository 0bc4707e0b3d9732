import { beforeEach, expect, vi } from "vitest";
import { completeAuthorization } from "@/lib/authorization/complete";
import { getRequest } from "@/lib/authorization/get-request";
import { startAuthorization } from "@/lib/authorization/start";
import { getConnection } from "@/lib/connections/get-for-merchant";
import { listConnectionsForMerchant } from "@/lib/connections/list-for-merchant";
import { unseal } from "@/lib/crypto/seal";
import type { Owner } from "@/lib/principal";
import type { Sandbox } from "@/sandbox/start";
import { answerPage, control, redirectQuery, seeState } from "@/sandbox/testing";
import { BROWSER, consent as consentInSandbox, outcomesOf, startOver } from "@/test/connect";
import { dump, lockTable, type TestDatabase } from "@/test/database";
import { createOwner } from "@/test/factories";
import { test } from "@/test/fixtures";
import { auditOf } from "@/test/inspect";

// A real PostgreSQL, and a real sandbox over HTTP. Only the browser is simulated, by `consent`.

let database: TestDatabase;
let sandbox: Sandbox;
let user: Owner;

test.beforeAll(({ database: ownDatabase, sandbox: ownSandbox }) => {
  database = ownDatabase;
  sandbox = ownSandbox;
});
beforeEach(async () => {
  await startOver(database, sandbox);
  user = await createOwner(database);
});

const rows = async (sql: string, values: unknown[] = []) => (await database.client.query(sql, values)).rows;
const connections = () => rows(`SELECT * FROM "Connection" WHERE "merchantId" = $1`, [user.merchant.id]);

const asked = {
  label: "Shop in Turku",
  scopes: ["receipt:read" as const],
  pairs: [{ key: "__proto__", value: "plain data" }],
  message: "May we?",
};

const consent = (fields: Record<string, string> = {}) => consentInSandbox(sandbox, user, fields, asked);

/** Connects, and returns the connection's id. */
async function connect(fields: Record<string, string> = {}): Promise<string> {
  const outcome = await completeAuthorization(user, BROWSER, await consent(fields));
  if (!outcome.connected) throw new Error(outcome.reason);
  return outcome.receiptheroId;
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
  expect(await auditOf(database, user.merchant.id)).toEqual(["connection.connected"]);
  expect(await outcomesOf(database, user)).toEqual(["connected"]);
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
  expect(await auditOf(database, user.merchant.id)).toEqual(["connection.connected"]);
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
  expect(await auditOf(database, user.merchant.id)).toEqual(["connection.connected", "connection.reconnected"]);
});

test("reconnecting with a new id makes a second connection, and leaves the first alone", async () => {
  const first = await connect();
  const second = await connect({ account: "acc-mikko" });
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

test("a short stop of the database between exchange and storing loses nothing", async () => {
  const callback = await consent();
  const release = await lockTable(database, "Connection");
  const completing = completeAuthorization(user, BROWSER, callback);
  // The code is used, so the server is storing. Its database connection breaks, and it retries.
  await vi.waitFor(async () => {
    const waiting = await rows(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity
                                  WHERE datname = current_database() AND wait_event_type = 'Lock'`);
    expect(waiting).toHaveLength(1);
  });
  await release();

  await expect(completing).resolves.toMatchObject({ connected: true });
  expect((await seeState(sandbox)).tokenRequests).toBe(1);
  expect(await connections()).toMatchObject([{ status: "ACTIVE" }]);
  expect(await auditOf(database, user.merchant.id)).toEqual(["connection.connected"]);
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
  const stranger = await createOwner(database);

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
