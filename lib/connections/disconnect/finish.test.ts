import { expect, vi } from "vitest";
import { getCertificate } from "@/lib/connections/disconnect/certificate";
import { finishDisconnecting } from "@/lib/connections/disconnect/finish";
import { unseal } from "@/lib/crypto/seal";
import { releaseDeadJobs } from "@/lib/jobs/release-dead-jobs";
import { control, revokeToken, seeState } from "@/sandbox/testing";
import { addWitness } from "@/test/connect";
import { test as base } from "@/test/disconnect";
import { someStaff } from "@/test/factories";
import { startWorkerOf } from "@/test/jobs";

const staff = someStaff();

/** Revokes the token at ReceiptHero without a notification, so the application does not know that it is dead. */
const test = base.extend("killToken", ({ sandbox, row }) => async (id: string) => {
  expect((await revokeToken(sandbox, unseal((await row(id)).sealedToken, id))).status).toBe(200);
});

test.for(["refused", "500", "503"])(
  "with revocation failing (%s), it waits visibly, and ends when ReceiptHero is back",
  async (name, { sandbox, row, jobs, disconnect, fault, connect }) => {
    const id = await connect();
    await fault("revoke", name);
    await disconnect(id);

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

test("an authorization that ReceiptHero no longer has counts as ended", async ({
  sandbox,
  row,
  disconnect,
  connect,
}) => {
  const id = await connect();
  await control(sandbox, "POST", "/webhooks", { type: "oauth_authorization_revoke", receipthero_id: id });
  await disconnect(id);
  expect(await row(id)).toMatchObject({ status: "DISCONNECTED" });
  expect((await seeState(sandbox)).revocations).toMatchObject({ revoked: 0, notFound: 1 });
});

test("a worker completes it, also after another worker died during it", async ({
  database,
  sandbox,
  row,
  jobs,
  disconnect,
  fault,
  connect,
}) => {
  const id = await connect();
  await fault("revoke", "503");
  await disconnect(id);
  // As after kill -9: locked by a worker that no longer exists.
  await database.client.query(
    `UPDATE graphile_worker._private_jobs SET run_at = now(), locked_at = now() - interval '61 seconds', locked_by = 'dead'`,
  );
  await control(sandbox, "DELETE", "/faults");
  await releaseDeadJobs();
  const worker = await startWorkerOf({
    disconnect: ({ receiptheroId }) => finishDisconnecting(receiptheroId, 5_000),
  });
  await expect.poll(async () => (await row(id)).status, { timeout: 10_000 }).toBe("DISCONNECTED");
  await worker.stop();
  expect(await jobs()).toEqual([]);
});

test.for(["dead-401", "dead-403"])(
  "a dead token whose revocation is refused (%s) ends the connection, once another token is accepted",
  async (name, { database, sandbox, row, disconnect, fault, connect, killToken }) => {
    const id = await connect();
    await killToken(id);
    await fault("revoke", name);
    await disconnect(id);
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

test("a living token whose revocation is refused goes on waiting", async ({
  database,
  sandbox,
  row,
  disconnect,
  connect,
}) => {
  const id = await connect();
  await addWitness(database, sandbox);
  const refuse = vi.spyOn(globalThis, "fetch").mockImplementationOnce(async () => new Response("{}", { status: 403 }));
  await disconnect(id);
  refuse.mockRestore();
  expect(await row(id)).toMatchObject({ status: "DISCONNECTING", sealedToken: expect.any(String) });
  await finishDisconnecting(id, 5_000);
  expect(await row(id)).toMatchObject({ status: "DISCONNECTED" });
});
