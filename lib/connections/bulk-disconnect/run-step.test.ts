import fc from "fast-check";
import { expect } from "vitest";
import { getBulkDisconnect } from "@/lib/connections/bulk-disconnect/get";
import { pauseBulkDisconnect, resumeBulkDisconnect } from "@/lib/connections/bulk-disconnect/pause-resume";
import { listBulkResults } from "@/lib/connections/bulk-disconnect/results";
import { runBulkStep } from "@/lib/connections/bulk-disconnect/run-step";
import { finishDisconnecting } from "@/lib/connections/disconnect/finish";
import { NO_FILTER } from "@/lib/connections/search/filter";
import { moveToMerchant } from "@/lib/connections/status";
import { db } from "@/lib/db/client";
import { compactCounters } from "@/lib/overview/compact-counters";
import { control, seeState } from "@/sandbox/testing";
import { auditOfBulk, test as base, startSelected, statesOf, workThrough } from "@/test/bulk-disconnect";
import { createMerchant } from "@/test/factories";
import { auditOfConnection, connectionRow } from "@/test/inspect";
import { startWorkerOf } from "@/test/jobs";

/** Whether every connection of the pool works. */
const databaseAnswers = () =>
  Promise.all(Array.from({ length: 10 }, () => db().$queryRaw`SELECT 1`)).then(
    () => true,
    () => false,
  );

/** Completes all disconnects that wait for ReceiptHero, as each connection's own job does. */
const test = base.extend("finishAll", ({ rows }) => async () => {
  for (const { receiptheroId } of await rows(
    `SELECT "receiptheroId" FROM "Connection" WHERE status = 'DISCONNECTING'`,
  )) {
    await finishDisconnecting(receiptheroId, 5_000);
  }
});

test("paused, it begins no further disconnect; resumed, it continues where it was", async ({
  database,
  admin,
  connectMany,
}) => {
  const ids = await connectMany(30);
  const id = await startSelected(admin, { ids });
  await runBulkStep(id);
  expect(await pauseBulkDisconnect(admin, id)).toBe(true);
  expect(await pauseBulkDisconnect(admin, id)).toBe(false);
  const paused = await getBulkDisconnect(admin, id);
  await runBulkStep(id);
  expect(await getBulkDisconnect(admin, id)).toEqual(paused);
  expect(paused).toMatchObject({ state: "PAUSED", counts: { DISCONNECTED: 20, WAITING: 10 } });

  expect(await resumeBulkDisconnect(admin, id)).toBe(true);
  expect(await resumeBulkDisconnect(admin, id)).toBe(false);
  await workThrough(admin, id);
  expect(await getBulkDisconnect(admin, id)).toMatchObject({ state: "DONE", counts: { DISCONNECTED: 30 } });
  expect(await auditOfBulk(database, id)).toEqual(["bulk.started", "bulk.paused", "bulk.resumed", "bulk.finished"]);
});

test("a disconnect that ReceiptHero does not confirm continues, and its result follows", async ({
  sandbox,
  admin,
  rows,
  fault,
  connectMany,
}) => {
  const [ends = "", comesBack = ""] = await connectMany(2);
  await fault("revoke", "503");
  const id = await startSelected(admin, { ids: [ends, comesBack] });
  await workThrough(admin, id);
  expect(await getBulkDisconnect(admin, id)).toMatchObject({ state: "DONE", counts: { DISCONNECTING: 2 } });
  const [result] = await listBulkResults(admin, id, { state: "DISCONNECTING", after: null, limit: 1 });
  expect(result?.waitingFor).toContain("status 503");

  await control(sandbox, "DELETE", "/faults");
  await finishDisconnecting(ends, 5_000);
  await rows(
    `UPDATE "Connection" SET status = 'ACTIVE', "disconnectingSince" = NULL, "disconnectedBy" = NULL WHERE "receiptheroId" = $1`,
    [comesBack],
  );
  expect(await statesOf(admin, id)).toEqual({ [ends]: "DISCONNECTED", [comesBack]: "SKIPPED" });
  expect(await listBulkResults(admin, id, { state: "SKIPPED", after: null, limit: 9 })).toMatchObject([
    { skipReason: "granted_again" },
  ]);
});

test("a connection that moved to another business since the start stays, and the result says that it was granted again", async ({
  database,
  merchantId,
  admin,
  rows,
  connectMany,
}) => {
  const [stays = "", moves = ""] = await connectMany(2);
  const id = await startSelected(admin, { ids: [stays, moves] });
  const former = { merchantId, status: "ACTIVE", grantNumber: 1 } as const;
  const other = (await createMerchant(database, "Another business")).id;
  const [{ sealedToken }] = await rows(`SELECT "sealedToken" FROM "Connection" WHERE "receiptheroId" = $1`, [moves]);
  const grant = {
    receiptheroId: moves,
    merchantId: other,
    label: "Moved",
    scopes: [],
    readProven: false,
    partnerMetadata: "{}",
    partnerKeys: [],
    replacesId: null,
    sealedToken,
    issuedAt: null,
  };
  expect(await db().$transaction((tx) => moveToMerchant(tx, grant, former))).toBe("Shop");
  await workThrough(admin, id);
  expect(await statesOf(admin, id)).toEqual({ [stays]: "DISCONNECTED", [moves]: "SKIPPED" });
  expect(await connectionRow(database, moves)).toMatchObject({ status: "ACTIVE", merchantId: other });
  expect(await listBulkResults(admin, id, { state: "SKIPPED", after: null, limit: 9 })).toMatchObject([
    { skipReason: "granted_again" },
  ]);
});

test("while ReceiptHero confirms nothing, the next step waits", async ({ admin, rows, fault, connectMany }) => {
  await fault("revoke", "503");
  const id = await startSelected(admin, { ids: await connectMany(21) });
  await runBulkStep(id);
  const [job] = await rows(
    `SELECT run_at > now() + interval '5 seconds' AS later FROM graphile_worker.jobs WHERE key = $1`,
    [`bulk-disconnect:${id}`],
  );
  expect(job).toEqual({ later: true });
});

test("two workers at once do each connection once, and finish the bulk disconnect", async ({
  database,
  sandbox,
  admin,
  fault,
  connectMany,
  finishAll,
}) => {
  const ids = await connectMany(60);
  await fault("revoke", "503", { every: 5 });
  const startOne = () =>
    startWorkerOf({
      disconnect: ({ receiptheroId }) => finishDisconnecting(receiptheroId, 5_000),
      "bulk-disconnect": ({ bulkDisconnectId }) => runBulkStep(bulkDisconnectId),
    });
  const workers = await Promise.all([startOne(), startOne()]);
  const id = await startSelected(admin, { filter: NO_FILTER });
  // Pausing and resuming at once can give two chains of jobs, which is the hardest case.
  await pauseBulkDisconnect(admin, id);
  await resumeBulkDisconnect(admin, id);
  await Promise.all([workThrough(admin, id), workThrough(admin, id)]);
  await Promise.all(workers.map((worker) => worker.stop()));
  await control(sandbox, "DELETE", "/faults");
  await finishAll();

  expect(await statesOf(admin, id)).toEqual(Object.fromEntries(ids.map((one) => [one, "DISCONNECTED"])));
  for (const one of ids)
    expect(await auditOfConnection(database, one)).toEqual(["connection.disconnecting", "connection.disconnected"]);
  expect((await seeState(sandbox)).revocations.revoked).toBe(60);
  expect((await auditOfBulk(database, id)).filter((action) => action === "bulk.finished")).toHaveLength(1);
});

test("with any failures, pauses and crashes, each connection is disconnected once, and its result says so", async ({
  database,
  sandbox,
  admin,
  rows,
  fault,
  connectMany,
  finishAll,
}) => {
  type Event = {
    act: "work" | "die" | "pause" | "resume" | "merchant";
    fault: "none" | "503" | "cut" | "refused";
    after: number;
  };
  const event: fc.Arbitrary<Event> = fc.record({
    act: fc.constantFrom("work", "work", "die", "pause", "resume", "merchant"),
    fault: fc.constantFrom("none", "none", "503", "cut", "refused"),
    // After how many calls to ReceiptHero a step dies.
    after: fc.nat({ max: 12 }),
  });

  const take = async (id: string, { act, fault: name, after }: Event) => {
    if (name === "503" || name === "cut") await fault("revoke", name, { every: 2 });
    if (name === "refused") await fault("revoke", name);
    if (act === "work") await runBulkStep(id);
    // Simulates the death of the server: the database connection breaks in the middle of a step.
    if (act === "die") {
      let over = false;
      const step = runBulkStep(id).then(
        () => (over = true),
        () => (over = true),
      );
      const asked = async () => (await seeState(sandbox)).revocations.requests;
      for (const until = (await asked()) + after; !over && (await asked()) < until; );
      await rows(
        `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()`,
      );
      await step;
      await expect.poll(databaseAnswers).toBe(true);
    }
    if (act === "pause") await pauseBulkDisconnect(admin, id);
    if (act === "resume") await resumeBulkDisconnect(admin, id);
    if (act === "merchant") {
      const [one] = await rows(`SELECT "receiptheroId" FROM "Connection" WHERE status = 'ACTIVE' LIMIT 1`);
      if (one) await startSelected(admin, { ids: [one.receiptheroId] }).then(runBulkStep);
    }
    await control(sandbox, "DELETE", "/faults");
  };

  await fc.assert(
    fc.asyncProperty(fc.array(event, { minLength: 1, maxLength: 8 }), async (events) => {
      await control(sandbox, "POST", "/reset", {});
      await rows(`DELETE FROM "Connection"`);
      const ids = await connectMany(45);
      const id = await startSelected(admin, { filter: NO_FILTER });
      for (const next of events) await take(id, next);
      await resumeBulkDisconnect(admin, id);
      await workThrough(admin, id);
      await finishAll();

      for (const one of ids) {
        expect(await connectionRow(database, one)).toMatchObject({ status: "DISCONNECTED", sealedToken: null });
        expect(await auditOfConnection(database, one)).toEqual(["connection.disconnecting", "connection.disconnected"]);
      }
      const results = Object.values(await statesOf(admin, id));
      expect(results.filter((state) => state !== "DISCONNECTED" && state !== "SKIPPED")).toEqual([]);
      const ended = results.filter((state) => state === "DISCONNECTED").length;
      const counts = { WAITING: 0, DISCONNECTING: 0, DISCONNECTED: ended, SKIPPED: results.length - ended, QUEUED: 0 };
      expect((await getBulkDisconnect(admin, id))?.counts).toEqual(counts);
      await compactCounters();
      expect((await getBulkDisconnect(admin, id))?.counts).toEqual(counts);
      expect((await seeState(sandbox)).connections.filter(({ status }) => status === "active")).toEqual([]);
      expect((await auditOfBulk(database, id)).filter((action) => action === "bulk.finished")).toHaveLength(1);
    }),
    { numRuns: 8 },
  );
}, 120_000);
