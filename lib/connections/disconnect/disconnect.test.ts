import { randomUUID } from "node:crypto";
import fc from "fast-check";
import { beforeEach, expect, vi } from "vitest";
import { getCertificate } from "@/lib/connections/disconnect/certificate";
import { disconnectConnection } from "@/lib/connections/disconnect/disconnect";
import { disconnectAllConnections } from "@/lib/connections/disconnect/disconnect-all";
import { finishDisconnecting } from "@/lib/connections/disconnect/finish";
import { markAsDisconnected } from "@/lib/connections/disconnect/mark-as-disconnected";
import { retryDisconnecting } from "@/lib/connections/disconnect/retry";
import { getConnection } from "@/lib/connections/get-for-merchant";
import { getConnectionForStaff } from "@/lib/connections/get-for-staff";
import { completeMembershipVisit } from "@/lib/connections/membership-visit/complete";
import { startMembershipVisit } from "@/lib/connections/membership-visit/start";
import { connectionHistory } from "@/lib/connections/merchant-timeline";
import { renameConnection } from "@/lib/connections/rename";
import { unseal } from "@/lib/crypto/seal";
import { db } from "@/lib/db/client";
import { releaseDeadJobs } from "@/lib/jobs/release-dead-jobs";
import { startWorker } from "@/lib/jobs/worker";
import { processPending } from "@/lib/notifications/process";
import { receiveNotification } from "@/lib/notifications/receive";
import type { MerchantUser } from "@/lib/principal";
import { readMembershipReturn } from "@/lib/receipthero/membership";
import type { Sandbox } from "@/sandbox/start";
import { answerPage, control, redirectQuery, revokeToken, seeState } from "@/sandbox/testing";
import { BROWSER, connect as connectInSandbox } from "@/test/connect";
import { createAdmin, createMerchantUser, someStaff, type TestDatabase } from "@/test/database";
import { test } from "@/test/fixtures";

const ACCOUNTS = ["acc-aino", "acc-mikko", "acc-linnea"] as const;

const staff = someStaff();
let database: TestDatabase;
let sandbox: Sandbox;
let user: MerchantUser;

test.beforeAll(({ database: ownDatabase, sandbox: ownSandbox }) => {
  database = ownDatabase;
  sandbox = ownSandbox;
});
beforeEach(async () => {
  await control(sandbox, "POST", "/reset", {});
  await database.client.query("SELECT graphile_worker.complete_jobs(array_agg(id)) FROM graphile_worker.jobs");
  // The tokens of earlier tests are dead, and must not be used for comparison.
  await database.client.query(`UPDATE "Connection" SET scopes = '{}'`);
  user = await createMerchantUser(database);
});

const rows = async (sql: string, values: unknown[] = []) => (await database.client.query(sql, values)).rows;
const row = async (id: string) => (await rows(`SELECT * FROM "Connection" WHERE "receiptheroId" = $1`, [id]))[0];
const actions = async (id: string) =>
  (await rows(`SELECT action FROM "AuditEvent" WHERE "receiptheroId" = $1 ORDER BY id`, [id])).map(
    (event) => event.action,
  );
const jobs = () => rows(`SELECT key, attempts, max_attempts, run_at FROM graphile_worker.jobs`);
const end = (id: string, who = user) => disconnectConnection(who, id);
const fault = (endpoint: string, name: string) => control(sandbox, "PUT", "/faults", { endpoint, fault: name });

const connect = (who = user, fields: Record<string, string> = {}, reconnect?: string) =>
  connectInSandbox(sandbox, who, fields, reconnect);

/** Delivers and processes the notification of a revocation. */
async function hearOfEnd(id: string): Promise<void> {
  const type = "oauth_authorization_revoke";
  const payload = JSON.stringify({ notification_type: type, receipthero_id: id });
  await receiveNotification({ type, receiptheroId: id, receiptId: null, payload, digest: "" });
  await processPending();
}

/** Opens the sandbox's real membership view, presses a button there, and returns the query of the return. */
async function visit(id: string, decision: "cancel" | "save" | "remove", who = user) {
  const url = await startMembershipVisit(who, BROWSER, id);
  const claim = readMembershipReturn(redirectQuery(await answerPage(sandbox, url ?? "", { decision })));
  if (!claim) throw new Error("the sandbox's membership view did not send the browser back");
  return claim;
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

test.each(["refused", "500", "503"])(
  "with revocation failing (%s), it waits visibly, and ends when ReceiptHero is back",
  async (name) => {
    const id = await connect();
    await fault("revoke", name);
    await end(id);

    expect(await row(id)).toMatchObject({
      status: "DISCONNECTING",
      disconnectedBy: "MERCHANT",
      sealedToken: expect.any(String),
    });
    expect((await row(id)).revocationError).toEqual(expect.any(String));
    expect(await jobs()).toMatchObject([{ key: `disconnect:${id}`, max_attempts: 13 }]);

    await control(sandbox, "DELETE", "/faults");
    await finishDisconnecting(id, 5_000);
    expect(await row(id)).toMatchObject({ status: "DISCONNECTED", sealedToken: null, revocationError: null });
  },
);

test("an authorization that ReceiptHero no longer has counts as ended", async () => {
  const id = await connect();
  await control(sandbox, "POST", "/webhooks", { type: "oauth_authorization_revoke", receipthero_id: id });
  await end(id);
  expect(await row(id)).toMatchObject({ status: "DISCONNECTED" });
  expect((await seeState(sandbox)).revocations).toMatchObject({ revoked: 0, notFound: 1 });
});

test("a worker completes it, also after another worker died during it", async () => {
  const id = await connect();
  await fault("revoke", "503");
  await end(id);
  // As after kill -9: locked by a worker that no longer exists.
  await database.client.query(
    `UPDATE graphile_worker._private_jobs SET run_at = now(), locked_at = now() - interval '61 seconds', locked_by = 'dead'`,
  );
  await control(sandbox, "DELETE", "/faults");
  await releaseDeadJobs();
  const worker = await startWorker({
    disconnect: ({ receiptheroId }) => finishDisconnecting(receiptheroId, 5_000),
    "send-disconnected-mail": async () => {},
    "bulk-disconnect": async () => {},
  });
  await expect.poll(async () => (await row(id)).status, { timeout: 10_000 }).toBe("DISCONNECTED");
  await worker.stop();
  expect(await jobs()).toEqual([]);
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
  expect(await connectionHistory(user, id)).toMatchObject([
    { action: "connection.retried", actor: "partner" },
    { action: "connection.disconnecting", actor: "you" },
    { action: "connection.connected", actor: "you" },
  ]);
});

/** Another merchant's connection, whose token shows how ReceiptHero answers a valid one. */
const addWitness = async () => connect(await createMerchantUser(database), { account: "acc-linnea" });

/** Revokes the token at ReceiptHero without a notification, so the application does not know that it is dead. */
async function killToken(id: string): Promise<void> {
  expect((await revokeToken(sandbox, unseal((await row(id)).sealedToken, id))).status).toBe(200);
}

test.each(["dead-401", "dead-403"])(
  "a dead token whose revocation is refused (%s) ends the connection, once another token is accepted",
  async (name) => {
    const id = await connect();
    await killToken(id);
    await fault("revoke", name);
    await end(id);
    expect(await row(id)).toMatchObject({
      status: "DISCONNECTING",
      revocationError: expect.stringContaining(name.slice(5)),
    });

    await addWitness();
    await fault("receipts", "wrong-key");
    await expect(finishDisconnecting(id, 5_000)).rejects.toThrow(name.slice(5));
    expect(await row(id)).toMatchObject({ status: "DISCONNECTING", sealedToken: expect.any(String) });

    await control(sandbox, "DELETE", "/faults?endpoint=receipts");
    await finishDisconnecting(id, 5_000);
    expect(await row(id)).toMatchObject({ status: "DISCONNECTED", sealedToken: null, revocationError: null });
    expect(await getCertificate(staff, id)).toMatchObject({ answer: "dead", markedAsDisconnectedBy: null });
  },
);

test("a living token whose revocation is refused goes on waiting", async () => {
  const id = await connect();
  await addWitness();
  const refuse = vi.spyOn(globalThis, "fetch").mockImplementationOnce(async () => new Response("{}", { status: 403 }));
  await end(id);
  refuse.mockRestore();
  expect(await row(id)).toMatchObject({ status: "DISCONNECTING", sealedToken: expect.any(String) });
  await finishDisconnecting(id, 5_000);
  expect(await row(id)).toMatchObject({ status: "DISCONNECTED" });
});

test("an admin can treat a connection as ended once the attempts are used up, and not before", async () => {
  const id = await connect();
  await fault("revoke", "503");
  await end(id);
  const admin = await createAdmin(database);
  expect(await getConnectionForStaff(staff, id)).toMatchObject({ attemptsLeft: true });
  expect(await markAsDisconnected(admin, id)).toBe(false);
  expect(await row(id)).toMatchObject({ status: "DISCONNECTING", sealedToken: expect.any(String) });

  await rows(`UPDATE graphile_worker._private_jobs SET attempts = max_attempts WHERE key = $1`, [`disconnect:${id}`]);
  expect(await getConnectionForStaff(staff, id)).toMatchObject({ attemptsLeft: false });
  expect(await Promise.all([markAsDisconnected(admin, id), markAsDisconnected(admin, id)])).toEqual(
    expect.arrayContaining([true, false]),
  );
  expect(await row(id)).toMatchObject({ status: "DISCONNECTED", disconnectedBy: "MERCHANT", sealedToken: null });
  expect(await jobs()).toEqual([]);
  expect(await actions(id)).toEqual(["connection.connected", "connection.disconnecting", "connection.disconnected"]);
  expect(await getCertificate(staff, id)).toMatchObject({
    answer: "unconfirmed",
    askedBy: { type: "USER", email: user.email },
    markedAsDisconnectedBy: { type: "USER", email: admin.email },
  });
});

test("an active connection, one that has ended, and one that was tried again cannot be treated as ended", async () => {
  const admin = await createAdmin(database);
  const id = await connect();
  expect(await markAsDisconnected(admin, id)).toBe(false);
  expect(await markAsDisconnected(admin, "nothing")).toBe(false);
  await fault("revoke", "503");
  await end(id);
  await rows(`UPDATE graphile_worker._private_jobs SET attempts = max_attempts`);
  await retryDisconnecting(admin, id);
  expect(await markAsDisconnected(admin, id)).toBe(false);
  await control(sandbox, "DELETE", "/faults");
  await finishDisconnecting(id, 5_000);
  expect(await markAsDisconnected(admin, id)).toBe(false);
  expect(await getCertificate(staff, id)).toMatchObject({ answer: "revoked", markedAsDisconnectedBy: null });
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

  const stranger = await createMerchantUser(database);
  const theirs = await connect(stranger, { account: "acc-linnea" }, id);
  expect((await getConnection(stranger, theirs))?.replaces).toBeNull();
});

test("the membership view: cancelled changes nothing, modified is noted, removed ends", async () => {
  const id = await connect();
  const before = await row(id);
  expect(await completeMembershipVisit(user, BROWSER, await visit(id, "cancel"))).toBe(true);
  expect(await row(id)).toEqual(before);

  expect(await completeMembershipVisit(user, BROWSER, await visit(id, "save"))).toBe(true);
  expect((await row(id)).modifiedAt).not.toBeNull();

  expect(await completeMembershipVisit(user, BROWSER, await visit(id, "remove"))).toBe(true);
  expect(await row(id)).toMatchObject({ status: "DISCONNECTED", disconnectedBy: "MERCHANT", sealedToken: null });
  expect(await actions(id)).toEqual([
    "connection.connected",
    "connection.modified",
    "connection.disconnecting",
    "connection.disconnected",
  ]);
});

test("a return counts once, for the user, session, browser and connection of an open visit, and changes nothing else", async () => {
  const id = await connect();
  const other = await connect(user, { account: "acc-mikko" });
  const claim = { status: "removed" as const, receiptheroId: id };
  const before = [await row(id), await row(other), await actions(id), await actions(other)];

  const attempts = [
    () => completeMembershipVisit(user, BROWSER, claim),
    async () => {
      await startMembershipVisit(user, BROWSER, id);
      const stranger = await createMerchantUser(database);
      return completeMembershipVisit(stranger, BROWSER, claim);
    },
    () => completeMembershipVisit({ ...user, sessionId: randomUUID() }, BROWSER, claim),
    () => completeMembershipVisit(user, "another browser", claim),
    () => completeMembershipVisit(user, null, claim),
    () => completeMembershipVisit(user, BROWSER, { ...claim, receiptheroId: other }),
    async () => {
      await database.client.query(`UPDATE "MembershipVisit" SET "expiresAt" = now() - interval '1 millisecond'`);
      return completeMembershipVisit(user, BROWSER, claim);
    },
  ];
  for (const attempt of attempts) expect(await attempt()).toBe(false);
  expect([await row(id), await row(other), await actions(id), await actions(other)]).toEqual(before);

  const cancelled = await visit(id, "cancel");
  expect(await completeMembershipVisit(user, BROWSER, cancelled)).toBe(true);
  expect(await completeMembershipVisit(user, BROWSER, claim)).toBe(false);
});

test("ten simultaneous returns of one visit count once", async () => {
  const id = await connect();
  await startMembershipVisit(user, BROWSER, id);
  const claim = { status: "modified" as const, receiptheroId: id };
  const counted = await Promise.all(Array.from({ length: 10 }, () => completeMembershipVisit(user, BROWSER, claim)));
  expect(counted.filter(Boolean)).toHaveLength(1);
  expect(await actions(id)).toEqual(["connection.connected", "connection.modified"]);
});

test.each([
  "",
  "status=modified",
  "status=modified&receipthero_id=a&receipthero_id=a",
  "status=erased&receipthero_id=a",
  "status=removed&receipthero_id=a%20b",
])("the return ?%s is out of form", (query) => expect(readMembershipReturn(new URLSearchParams(query))).toBeNull());

test("another merchant finds none of it", async () => {
  const id = await connect();
  const stranger = await createMerchantUser(database);
  const before = [await row(id), await actions(id)];
  expect(await end(id, stranger)).toBe(false);
  expect(await startMembershipVisit(stranger, BROWSER, id)).toBeNull();
  expect(await renameConnection(stranger, id, "Mine")).toBe(false);
  expect(await connectionHistory(stranger, id)).toEqual([]);
  expect([await row(id), await actions(id)]).toEqual(before);
});

test("all of a merchant's connections end together, and nobody else's", async () => {
  const ids = [await connect(), await connect(user, { account: "acc-mikko" })];
  const stranger = await createMerchantUser(database);
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
    if (act === "modify" && active && known) await completeMembershipVisit(user, BROWSER, await visit(id, "save"));
    if (act === "remove" && active && known) await completeMembershipVisit(user, BROWSER, await visit(id, "remove"));
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
      await addWitness();
      user = await createMerchantUser(database);
      const ids = new Map<number, string>();
      for (const next of steps) {
        await take(ids, next);
        await check();
      }
    }),
    { numRuns: 25 },
  );
}, 120_000);
