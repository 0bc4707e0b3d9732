import { beforeEach, expect } from "vitest";
import { completeAuthorization } from "@/lib/authorization/complete";
import { getConnection } from "@/lib/connections/get-for-merchant";
import { getConnectionForStaff } from "@/lib/connections/get-for-staff";
import type { Owner } from "@/lib/principal";
import type { Sandbox } from "@/sandbox/start";
import { control, seeState } from "@/sandbox/testing";
import {
  BROWSER,
  connect as connectInSandbox,
  consent as consentInSandbox,
  outcomesOf,
  startOver,
} from "@/test/connect";
import { createOwner, someStaff, type TestDatabase } from "@/test/database";
import { auditOf } from "@/test/factories";
import { test } from "@/test/fixtures";

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
const consent = () => consentInSandbox(sandbox, user);
const connect = (who = user, fields: Record<string, string> = {}) => connectInSandbox(sandbox, who, fields);

/**
 * Grants the owner's connection to another merchant while the endpoints have faults, and returns the owner's
 * connection.
 */
async function grantElsewhere(faults: Record<string, string>) {
  const owner = await createOwner(database, "The first to come");
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
  expect(await outcomesOf(database, user)).toEqual(["owned_by_another"]);
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
  const former = await createOwner(database, "Closed down");
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
  expect(await auditOf(database, user.merchant.id)).toEqual(["connection.refused", "connection.connected"]);
});

test("the new owner of a connection sees no connection of the former owner", async () => {
  const former = await createOwner(database, "Closed down");
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
