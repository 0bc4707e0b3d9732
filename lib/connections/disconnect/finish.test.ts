import { beforeEach, expect, vi } from "vitest";
import { getCertificate } from "@/lib/connections/disconnect/certificate";
import { disconnectConnection } from "@/lib/connections/disconnect/disconnect";
import { finishDisconnecting } from "@/lib/connections/disconnect/finish";
import { unseal } from "@/lib/crypto/seal";
import { releaseDeadJobs } from "@/lib/jobs/release-dead-jobs";
import { startWorker } from "@/lib/jobs/worker";
import type { Owner } from "@/lib/principal";
import type { Sandbox } from "@/sandbox/start";
import { control, revokeToken, seeState } from "@/sandbox/testing";
import { addWitness, connect as connectInSandbox, startOver } from "@/test/connect";
import type { TestDatabase } from "@/test/database";
import { createOwner, someStaff } from "@/test/factories";
import { test } from "@/test/fixtures";
import { connectionRow } from "@/test/inspect";

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
const jobs = () => rows(`SELECT key, attempts, max_attempts, run_at FROM graphile_worker.jobs`);
const end = (id: string) => disconnectConnection(user, id);
const fault = (endpoint: string, name: string) => control(sandbox, "PUT", "/faults", { endpoint, fault: name });
const connect = () => connectInSandbox(sandbox, user);

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

    await addWitness(database, sandbox);
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
  await addWitness(database, sandbox);
  const refuse = vi.spyOn(globalThis, "fetch").mockImplementationOnce(async () => new Response("{}", { status: 403 }));
  await end(id);
  refuse.mockRestore();
  expect(await row(id)).toMatchObject({ status: "DISCONNECTING", sealedToken: expect.any(String) });
  await finishDisconnecting(id, 5_000);
  expect(await row(id)).toMatchObject({ status: "DISCONNECTED" });
});
