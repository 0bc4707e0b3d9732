import { expect } from "vitest";
import { completeAuthorization } from "@/lib/authorization/complete";
import { getConnection } from "@/lib/connections/get-for-merchant";
import { getConnectionForStaff } from "@/lib/connections/get-for-staff";
import { control, seeState } from "@/sandbox/testing";
import { test as base } from "@/test/authorization";
import { BROWSER, connect as connectAs, outcomesOf } from "@/test/connect";
import { createOwner, someStaff } from "@/test/factories";
import { auditOf } from "@/test/inspect";

const test = base
  /**
   * Grants the connection of a first owner to another merchant while the endpoints have faults, and returns the
   * connection.
   */
  .extend("grantElsewhere", ({ database, sandbox, user, rows, connections, consent }) => {
    return async (faults: Record<string, string>) => {
      const owner = await createOwner(database, "The first to come");
      const id = await connectAs(sandbox, owner);
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
    };
  });

test("when another merchant is granted a connection and its token is dead by then, the owner's connection is marked", async ({
  user,
  grantElsewhere,
}) => {
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

test("when the owner's token still works, the owner's connection stays as it was, and staff can read what happened", async ({
  grantElsewhere,
}) => {
  const { before, after, events } = await grantElsewhere({ token: "old-token-lives" });
  expect(after).toEqual(before);
  expect(events).toMatchObject([
    { action: "connection.refused" },
    { action: "connection.granted_elsewhere", after: { token: "alive" } },
  ]);
});

test.for(["wrong-key", "503"])(
  "when nobody can tell whether the owner's token works (%s), the owner's connection is marked as in doubt",
  async (fault, { grantElsewhere }) => {
    const { after, before, events } = await grantElsewhere({ receipts: fault });
    expect(after).toMatchObject({
      status: "ACTIVE",
      sealedToken: before.sealedToken,
      unauthorizedReason: "granted_elsewhere_unclear",
    });
    expect(events[1]).toMatchObject({ action: "connection.granted_elsewhere", after: { token: "unclear" } });
  },
);

test("a deleted merchant's connection can be connected again, once it is disconnected", async ({
  database,
  sandbox,
  user,
  connections,
  consent,
  connect,
}) => {
  const former = await createOwner(database, "Closed down");
  const id = await connectAs(sandbox, former);
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

test("the new owner of a connection sees no connection of the former owner", async ({
  database,
  sandbox,
  user,
  rows,
  connect,
}) => {
  const former = await createOwner(database, "Closed down");
  const id = await connectAs(sandbox, former);
  const successor = await connectAs(sandbox, former, { account: "acc-mikko" });
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
