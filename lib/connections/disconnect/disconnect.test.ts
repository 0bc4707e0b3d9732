import fc from "fast-check";
import { beforeEach, expect } from "vitest";
import { disconnectConnection } from "@/lib/connections/disconnect/disconnect";
import { disconnectAllConnections } from "@/lib/connections/disconnect/disconnect-all";
import { finishDisconnecting } from "@/lib/connections/disconnect/finish";
import { retryDisconnecting } from "@/lib/connections/disconnect/retry";
import { getConnection } from "@/lib/connections/get-for-merchant";
import { historyForMerchant } from "@/lib/connections/history-for-merchant";
import { completeMembershipVisit } from "@/lib/connections/membership-visit/complete";
import { startMembershipVisit } from "@/lib/connections/membership-visit/start";
import { renameConnection } from "@/lib/connections/rename";
import { unseal } from "@/lib/crypto/seal";
import { db } from "@/lib/db/client";
import { processPending } from "@/lib/notifications/process";
import type { Owner } from "@/lib/principal";
import type { Sandbox } from "@/sandbox/start";
import { control, seeState } from "@/sandbox/testing";
import { addWitness, BROWSER, connect as connectInSandbox, startOver } from "@/test/connect";
import type { TestDatabase } from "@/test/database";
import { createAdmin, createOwner } from "@/test/factories";
import { test } from "@/test/fixtures";
import { auditOfConnection, connectionRow } from "@/test/inspect";
import { visitMembership, visitor } from "@/test/membership-visit";
import { revokeNotice } from "@/test/notifications";

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

const ACCOUNTS = ["acc-aino", "acc-mikko", "acc-linnea"] as const;
const rows = async (sql: string, values: unknown[] = []) => (await database.client.query(sql, values)).rows;
const row = (id: string) => connectionRow(database, id);
const actions = (id: string) => auditOfConnection(database, id);
const jobs = () => rows(`SELECT key, attempts, max_attempts, run_at FROM graphile_worker.jobs`);
const end = (id: string, who = user) => disconnectConnection(who, id);
const fault = (endpoint: string, name: string) => control(sandbox, "PUT", "/faults", { endpoint, fault: name });
const connect = (who = user, fields: Record<string, string> = {}, reconnect?: string) =>
  connectInSandbox(sandbox, who, fields, reconnect);
const visit = (id: string, decision: "cancel" | "save" | "remove") => visitMembership(sandbox, user, id, decision);

/** Delivers and processes the notification of a revocation. */
async function hearOfEnd(id: string): Promise<void> {
  await revokeNotice(id);
  await processPending();
}

test("disconnecting revokes at ReceiptHero, then erases the token here", async () => {
  const id = await connect();
  expect(await end(id)).toBe(true);

  expect(await row(id)).toMatchObject({
    status: "DISCONNECTED",
    disconnectedBy: "MERCHANT",
    sealedToken: null,
    disconnectingSince: null,
  });
  expect((await seeState(sandbox)).connections).toMatchObject([{ status: "removed" }]);
  expect(await actions(id)).toEqual(["connection.connected", "connection.disconnecting", "connection.disconnected"]);
  expect(await end(id)).toBe(false);
});

test("an admin can have it tried at once", async () => {
  const id = await connect();
  const admin = await createAdmin(database);
  expect(await retryDisconnecting(admin, id)).toBe(false);

  await fault("revoke", "503");
  await end(id);
  const [before] = await jobs();
  expect(await retryDisconnecting(admin, id)).toBe(true);
  const [after, ...others] = await jobs();
  expect(others).toEqual([]);
  expect(after.run_at.getTime()).toBeLessThan(before.run_at.getTime());
  expect(await historyForMerchant(user, id)).toMatchObject([
    { action: "connection.retried", actor: "partner" },
    { action: "connection.disconnecting", actor: "you" },
    { action: "connection.connected", actor: "you" },
  ]);
});

test("reconnecting while the end is waiting keeps the new authorization", async () => {
  const id = await connect();
  await fault("revoke", "503");
  await end(id);
  await control(sandbox, "DELETE", "/faults");
  expect(await connect(user, {}, id)).toBe(id);
  await finishDisconnecting(id, 5_000);
  expect(await row(id)).toMatchObject({ status: "ACTIVE", disconnectingSince: null, disconnectedBy: null });
});

test("reconnecting with a new id points back to the one that ended", async () => {
  const id = await connect();
  await end(id);
  const next = await connect(user, { account: "acc-mikko" }, id);
  expect(next).not.toBe(id);
  expect((await getConnection(user, next))?.replaces).toMatchObject({ receiptheroId: id });
  expect((await getConnection(user, id))?.replacedBy).toMatchObject({ receiptheroId: next });

  const stranger = await createOwner(database);
  const theirs = await connect(stranger, { account: "acc-linnea" }, id);
  expect((await getConnection(stranger, theirs))?.replaces).toBeNull();
});

test("another merchant finds none of it", async () => {
  const id = await connect();
  const stranger = await createOwner(database);
  const before = [await row(id), await actions(id)];
  expect(await end(id, stranger)).toBe(false);
  expect(await startMembershipVisit(stranger, BROWSER, id)).toBeNull();
  expect(await renameConnection(stranger, id, "Mine")).toBe(false);
  expect(await historyForMerchant(stranger, id)).toEqual([]);
  expect([await row(id), await actions(id)]).toEqual(before);
});

test("all of a merchant's connections end together, and nobody else's", async () => {
  const ids = [await connect(), await connect(user, { account: "acc-mikko" })];
  const stranger = await createOwner(database);
  const theirs = await connect(stranger, { account: "acc-linnea" });
  await db().$transaction((tx) => disconnectAllConnections(tx, user.merchant.id, { type: "USER", id: user.id }));
  for (const id of ids) expect(await row(id)).toMatchObject({ status: "DISCONNECTING" });
  expect(await row(theirs)).toMatchObject({ status: "ACTIVE" });
});

test("the audit log takes nothing back", async () => {
  await connect();
  for (const sql of [`UPDATE "AuditEvent" SET action = 'x'`, `DELETE FROM "AuditEvent"`, `TRUNCATE "AuditEvent"`]) {
    await expect(database.client.query(sql)).rejects.toThrow("append-only");
  }
});

const ACTS = [
  "connect",
  "modify",
  "remove",
  "disconnect",
  "end at ReceiptHero",
  "late revocation",
  "crash",
  "work",
] as const;

test("with any order of events, a connection has a usable token exactly as long as it is active", async () => {
  type Step = {
    act: (typeof ACTS)[number];
    account: number;
    fails: boolean;
  };
  const step: fc.Arbitrary<Step> = fc.record({
    act: fc.constantFrom("connect", ...ACTS),
    account: fc.nat({ max: 1 }),
    fails: fc.boolean(),
  });

  const take = async (ids: Map<number, string>, { act, account, fails }: Step) => {
    if (act === "connect") ids.set(account, await connect(user, { account: ACCOUNTS[account] ?? "" }));
    const id = ids.get(account);
    if (id === undefined) return;
    const active = (await row(id)).status === "ACTIVE";
    const known = (await seeState(sandbox)).connections.some((c) => c.receipthero_id === id && c.status === "active");
    if (fails) await fault("revoke", "503");
    if (act === "modify" && active && known) await completeMembershipVisit(visitor(user), await visit(id, "save"));
    if (act === "remove" && active && known) await completeMembershipVisit(visitor(user), await visit(id, "remove"));
    if (act === "disconnect") await end(id);
    if (act === "end at ReceiptHero" && known) {
      await control(sandbox, "POST", "/webhooks", { type: "oauth_authorization_revoke", receipthero_id: id });
      await hearOfEnd(id);
    }
    // A late or repeated revocation. Under the first grant there is no earlier one that it could concern.
    if (act === "late revocation" && (await row(id)).grantNumber > 1) await hearOfEnd(id);
    // A server that dies right after it has begun to disconnect the connection.
    if (act === "crash")
      await db().$transaction((tx) => disconnectAllConnections(tx, user.merchant.id, { type: "USER", id: user.id }));
    if (act === "work") await finishDisconnecting(id, 5_000).catch(() => {});
    await control(sandbox, "DELETE", "/faults");
  };

  const check = async () => {
    const granted = (await seeState(sandbox)).connections;
    const kept = await rows(`SELECT * FROM "Connection" WHERE "merchantId" = $1`, [user.merchant.id]);
    expect(new Set(kept.map((c) => c.receiptheroId)).size).toBe(kept.length);
    for (const connection of kept) {
      const { receiptheroId, status, sealedToken } = connection;
      const usable = granted.find((c) => c.receipthero_id === receiptheroId)?.access_token ?? null;
      if (status === "ACTIVE") expect(unseal(sealedToken, receiptheroId)).toBe(usable);
      if (status === "DISCONNECTED") expect([sealedToken, usable]).toEqual([null, null]);
    }
  };

  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 12 }), async (steps) => {
      await control(sandbox, "POST", "/reset", {});
      await rows(`UPDATE "Connection" SET scopes = '{}'`);
      await addWitness(database, sandbox);
      user = await createOwner(database);
      const ids = new Map<number, string>();
      for (const next of steps) {
        await take(ids, next);
        await check();
      }
    }),
    { numRuns: 25 },
  );
}, 120_000);
