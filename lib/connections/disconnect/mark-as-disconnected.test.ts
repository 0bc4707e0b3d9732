import { beforeEach, expect } from "vitest";
import { getCertificate } from "@/lib/connections/disconnect/certificate";
import { disconnectConnection } from "@/lib/connections/disconnect/disconnect";
import { finishDisconnecting } from "@/lib/connections/disconnect/finish";
import { markAsDisconnected } from "@/lib/connections/disconnect/mark-as-disconnected";
import { retryDisconnecting } from "@/lib/connections/disconnect/retry";
import { getConnectionForStaff } from "@/lib/connections/get-for-staff";
import type { Owner } from "@/lib/principal";
import type { Sandbox } from "@/sandbox/start";
import { control } from "@/sandbox/testing";
import { connect as connectInSandbox, startOver } from "@/test/connect";
import type { TestDatabase } from "@/test/database";
import { createAdmin, createOwner, someStaff } from "@/test/factories";
import { test } from "@/test/fixtures";
import { auditOfConnection, connectionRow } from "@/test/inspect";

let database: TestDatabase;
let sandbox: Sandbox;
let user: Owner;

test.beforeAll(({ database: ownDatabase, sandbox: ownSandbox }) => {
  database = ownDatabase;
  sandbox = ownSandbox;
});
beforeEach(async () => {
  await startOver(database, sandbox);
  await database.client.query("SELECT graphile_worker.complete_jobs(array_agg(id)) FROM graphile_worker.jobs");
  user = await createOwner(database);
});

const staff = someStaff();
const rows = async (sql: string, values: unknown[] = []) => (await database.client.query(sql, values)).rows;
const row = (id: string) => connectionRow(database, id);
const actions = (id: string) => auditOfConnection(database, id);
const jobs = () => rows(`SELECT key, attempts, max_attempts, run_at FROM graphile_worker.jobs`);
const end = (id: string) => disconnectConnection(user, id);
const fault = (endpoint: string, name: string) => control(sandbox, "PUT", "/faults", { endpoint, fault: name });
const connect = () => connectInSandbox(sandbox, user);

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
