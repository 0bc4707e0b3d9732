import { randomUUID } from "node:crypto";
import fc from "fast-check";
import { beforeEach, expect } from "vitest";
import { blankFinishedSearches } from "@/lib/connections/bulk-disconnect/blank-searches";
import { getBulkDisconnect } from "@/lib/connections/bulk-disconnect/get";
import { listBulkDisconnects } from "@/lib/connections/bulk-disconnect/list";
import { pauseBulkDisconnect, resumeBulkDisconnect } from "@/lib/connections/bulk-disconnect/pause-resume";
import { previewSelection } from "@/lib/connections/bulk-disconnect/preview";
import { allBulkResults, listBulkResults } from "@/lib/connections/bulk-disconnect/results";
import { runBulkStep } from "@/lib/connections/bulk-disconnect/run-step";
import { startBulkDisconnect } from "@/lib/connections/bulk-disconnect/start";
import { finishDisconnecting } from "@/lib/connections/disconnect/finish";
import type { ConnectionFilter } from "@/lib/connections/search/filter";
import { readSelection, type Selection, selectionQuery } from "@/lib/connections/search/selection";
import { seal } from "@/lib/crypto/seal";
import { db } from "@/lib/db/client";
import { decodeCursor, NEWEST_FIRST } from "@/lib/db/keyset";
import { startWorker } from "@/lib/jobs/worker";
import { compactCounters } from "@/lib/overview/compact-counters";
import type { Admin } from "@/lib/principal";
import type { Sandbox } from "@/sandbox/start";
import { control, seeState } from "@/sandbox/testing";
import { createAdmin, createMerchantUser, type TestDatabase } from "@/test/database";
import { test } from "@/test/fixtures";

const ALL: ConnectionFilter = {
  q: null,
  status: null,
  health: null,
  scope: null,
  from: null,
  to: null,
  metadata: null,
  merchant: null,
};

let database: TestDatabase;
let sandbox: Sandbox;
let admin: Admin;
let merchantId: string;

test.beforeAll(async ({ database: ownDatabase, sandbox: ownSandbox }) => {
  database = ownDatabase;
  sandbox = ownSandbox;
  admin = await createAdmin(database);
  await db().$queryRaw`SELECT 1`;
});
beforeEach(async () => {
  await control(sandbox, "POST", "/reset", {});
  await database.client.query("SELECT graphile_worker.complete_jobs(array_agg(id)) FROM graphile_worker.jobs");
  await database.client.query(`DELETE FROM "Connection"`);
  await database.client.query(`DELETE FROM "BulkDisconnect"`);
  merchantId = (await createMerchantUser(database, "Kahvila Aalto")).merchant.id;
});

const rows = async (sql: string, values: unknown[] = []) => (await database.client.query(sql, values)).rows;
const connection = async (id: string) => (await rows(`SELECT * FROM "Connection" WHERE "receiptheroId" = $1`, [id]))[0];
const actionsOf = async (id: string) =>
  (await rows(`SELECT action FROM "AuditEvent" WHERE "receiptheroId" = $1 ORDER BY id`, [id])).map((e) => e.action);
const bulkActions = async (id: string) =>
  (await rows(`SELECT action FROM "AuditEvent" WHERE after->>'bulkDisconnectId' = $1 ORDER BY id`, [id])).map(
    ({ action }) => action,
  );
const statesOf = async (id: string) =>
  Object.fromEntries(
    (await listBulkResults(admin, id, { state: null, after: null, limit: 1_000 })).map((r) => [
      r.receiptheroId,
      r.state,
    ]),
  );
const fault = (name: string, more: object = {}) =>
  control(sandbox, "PUT", "/faults", { endpoint: "revoke", fault: name, ...more });

/** Adds connections here and in the sandbox, oldest first; returns their ids. */
async function connect(
  count: number,
  { owner = merchantId, label = "Shop", connectedAt = "now" } = {},
): Promise<string[]> {
  const request = { account: "acc-aino", scopes: ["receipt:read"], count };
  const { body } = await control<{ connections: { receipthero_id: string; access_token: string }[] }>(
    sandbox,
    "POST",
    "/connections",
    request,
  );
  const ids = body.connections.map((made) => made.receipthero_id);
  const tokens = body.connections.map((made) => seal(made.access_token, made.receipthero_id));
  await database.client.query(
    `INSERT INTO "Connection" ("receiptheroId", "merchantId", label, scopes, "partnerMetadata", "sealedToken", "connectedAt")
     SELECT id, $3, $4, '{receipt:read}', '{}', token, $5::timestamptz FROM unnest($1::text[], $2::text[]) made (id, token)`,
    [ids, tokens, owner, label, connectedAt],
  );
  return ids;
}

async function start(selection: Selection, confirmed = 1_000): Promise<string> {
  const id = randomUUID();
  await startBulkDisconnect(admin, id, selection, confirmed);
  return id;
}

/** Runs the steps of a bulk disconnect until it is no longer running, as its jobs do. */
async function workThrough(id: string): Promise<void> {
  while ((await getBulkDisconnect(admin, id))?.state === "RUNNING") await runBulkStep(id);
}

/** Whether every connection of the pool works. */
const databaseAnswers = () =>
  Promise.all(Array.from({ length: 10 }, () => db().$queryRaw`SELECT 1`)).then(
    () => true,
    () => false,
  );

/** Completes all disconnects that wait for ReceiptHero, as each connection's own job does. */
async function finishAll(): Promise<void> {
  for (const { receiptheroId } of await rows(
    `SELECT "receiptheroId" FROM "Connection" WHERE status = 'DISCONNECTING'`,
  )) {
    await finishDisconnecting(receiptheroId, 5_000);
  }
}

test.each<[string, ReturnType<typeof readSelection>]>([
  ["", "nothing"],
  ["ids=a&ids=b&ids=a", { ids: ["a", "b"] }],
  ["ids=a%20b", "malformed"],
  [new URLSearchParams(Array.from({ length: 101 }, (_, i) => ["ids", `id-${i}`])).toString(), "tooMany"],
  ["all=1", { filter: ALL }],
  ["all=1&q=aalto&health=overdue", { filter: { ...ALL, q: "aalto", health: "overdue" } }],
  ["all=1&status=", { filter: ALL }],
  // A filter that the list would ignore or refuse must not disconnect everything.
  ["all=1&q=ab", "malformed"],
  ["all=1&status=ACTIVATED", "malformed"],
  ["all=1&from=yesterday", "malformed"],
  ["all=1&health=overdue&health=quiet", "malformed"],
  ["all=1&ids=a", "malformed"],
])("the selection ?%s", (query, selection) => {
  expect(readSelection(new URLSearchParams(query), true)).toEqual(selection);
  if (typeof selection === "object") expect(readSelection(selectionQuery(selection), true)).toEqual(selection);
});

test("picked connections are disconnected with their actor; inactive ones are skipped and listed", async () => {
  const ids = await connect(3);
  const [first = "", gone = ""] = ids;
  const [untouched = ""] = await connect(1);
  await rows(
    `UPDATE "Connection" SET status = 'DISCONNECTED', "sealedToken" = NULL, "disconnectedAt" = now() WHERE "receiptheroId" = $1`,
    [gone],
  );
  expect(await previewSelection(admin, { ids })).toMatchObject({
    matched: 3,
    active: 2,
    first: [{ business: "Kahvila Aalto" }, {}],
  });

  const id = await start({ ids: [...ids, "never-there"] });
  await workThrough(id);
  expect(await statesOf(id)).toEqual(
    Object.fromEntries(ids.map((one) => [one, one === gone ? "SKIPPED" : "DISCONNECTED"])),
  );
  expect(await connection(first)).toMatchObject({ status: "DISCONNECTED", disconnectedBy: "ADMIN", sealedToken: null });
  expect(await connection(untouched)).toMatchObject({ status: "ACTIVE" });
  expect(await actionsOf(first)).toEqual(["connection.disconnecting", "connection.disconnected"]);
  expect(await actionsOf(gone)).toEqual([]);
  const [began] = await rows(`SELECT * FROM "AuditEvent" WHERE "receiptheroId" = $1 ORDER BY id`, [first]);
  expect(began).toMatchObject({ actorType: "USER", actorId: admin.id });
  expect(await bulkActions(id)).toEqual(["bulk.started", "bulk.finished"]);
  expect(await getBulkDisconnect(admin, id)).toMatchObject({
    state: "DONE",
    total: 3,
    handled: 3,
    startedBy: admin.email,
  });
});

test("a filter disconnects the connections that matched at the start: none of others, and none that came later", async () => {
  const other = (await createMerchantUser(database, "Kukkakauppa Kielo")).merchant.id;
  const matching = await connect(4);
  const theirs = await connect(2, { owner: other });
  const later = await connect(2, { connectedAt: "tomorrow" });
  const selection = { filter: { ...ALL, q: "AALTO" } };
  expect(await previewSelection(admin, selection)).toMatchObject({ matched: 6, active: 6 });

  const id = await start(selection);
  await workThrough(id);
  expect(await statesOf(id)).toEqual(Object.fromEntries(matching.map((one) => [one, "DISCONNECTED"])));
  for (const one of [...theirs, ...later]) expect(await connection(one)).toMatchObject({ status: "ACTIVE" });
  const [event] = await rows(
    `SELECT after FROM "AuditEvent" WHERE action = 'bulk.started' AND after->>'bulkDisconnectId' = $1`,
    [id],
  );
  expect(event.after).toEqual({ bulkDisconnectId: id, count: 6, filter: ["q"] });
});

test("however many connections there are, the matches are found step by step", async () => {
  await rows(
    `INSERT INTO "Connection" ("receiptheroId", "merchantId", label, scopes, "partnerMetadata", "sealedToken")
     SELECT gen_random_uuid(), $1, 'Shop ' || n % 2, '{receipt:read}', '{}', 'sealed' FROM generate_series(1, 6000) n`,
    [merchantId],
  );
  const id = await start({ filter: { ...ALL, q: "shop 1" } }, 3_000);
  await runBulkStep(id);
  const [first] = await rows(`SELECT cursor FROM "BulkDisconnect" WHERE id = $1`, [id]);
  expect(first.cursor).not.toBeNull();
  await runBulkStep(id);
  expect(await getBulkDisconnect(admin, id)).toMatchObject({ selecting: false, total: 3_000, handled: 0 });
}, 60_000);

test("nothing starts when more connections match than were confirmed, or none; a form sent twice starts one", async () => {
  await connect(3);
  const selection = { filter: { ...ALL, merchant: merchantId } };
  await expect(start(selection, 2)).rejects.toMatchObject({ code: "selection_changed" });
  await expect(start({ ids: ["rh-nobody-has"] }, 1)).rejects.toMatchObject({ code: "selection_changed" });
  expect(await rows(`SELECT 1 FROM "BulkDisconnect"`)).toEqual([]);

  const id = randomUUID();
  await startBulkDisconnect(admin, id, selection, 3);
  await rows(`UPDATE "Connection" SET status = 'DISCONNECTING', "disconnectingSince" = now() WHERE "merchantId" = $1`, [
    merchantId,
  ]);
  await startBulkDisconnect(admin, id, selection, 3);
  expect(await bulkActions(id)).toEqual(["bulk.started"]);
  expect((await listBulkDisconnects(admin, null)).bulkDisconnects).toMatchObject([
    { id, state: "RUNNING", connections: 0 },
  ]);
});

test("paused, it begins no further disconnect; resumed, it continues where it was", async () => {
  const ids = await connect(30);
  const id = await start({ ids });
  await runBulkStep(id);
  expect(await pauseBulkDisconnect(admin, id)).toBe(true);
  expect(await pauseBulkDisconnect(admin, id)).toBe(false);
  const paused = await getBulkDisconnect(admin, id);
  await runBulkStep(id);
  expect(await getBulkDisconnect(admin, id)).toEqual(paused);
  expect(paused).toMatchObject({ state: "PAUSED", counts: { DISCONNECTED: 20, WAITING: 10 } });

  expect(await resumeBulkDisconnect(admin, id)).toBe(true);
  expect(await resumeBulkDisconnect(admin, id)).toBe(false);
  await workThrough(id);
  expect(await getBulkDisconnect(admin, id)).toMatchObject({ state: "DONE", counts: { DISCONNECTED: 30 } });
  expect(await bulkActions(id)).toEqual(["bulk.started", "bulk.paused", "bulk.resumed", "bulk.finished"]);
});

test("a disconnect that ReceiptHero does not confirm continues, and its result follows", async () => {
  const [ends = "", comesBack = ""] = await connect(2);
  await fault("503");
  const id = await start({ ids: [ends, comesBack] });
  await workThrough(id);
  expect(await getBulkDisconnect(admin, id)).toMatchObject({ state: "DONE", counts: { DISCONNECTING: 2 } });
  const [result] = await listBulkResults(admin, id, { state: "DISCONNECTING", after: null, limit: 1 });
  expect(result?.waitingFor).toContain("status 503");

  await control(sandbox, "DELETE", "/faults");
  await finishDisconnecting(ends, 5_000);
  await rows(
    `UPDATE "Connection" SET status = 'ACTIVE', "disconnectingSince" = NULL, "disconnectedBy" = NULL WHERE "receiptheroId" = $1`,
    [comesBack],
  );
  expect(await statesOf(id)).toEqual({ [ends]: "DISCONNECTED", [comesBack]: "SKIPPED" });
  expect(await listBulkResults(admin, id, { state: "SKIPPED", after: null, limit: 9 })).toMatchObject([
    { skipReason: "granted_again" },
  ]);
});

test("while ReceiptHero confirms nothing, the next step waits", async () => {
  await fault("503");
  const id = await start({ ids: await connect(21) });
  await runBulkStep(id);
  const [job] = await rows(
    `SELECT run_at > now() + interval '5 seconds' AS later FROM graphile_worker.jobs WHERE key = $1`,
    [`bulk-disconnect:${id}`],
  );
  expect(job).toEqual({ later: true });
});

test("two workers at once do each connection once, and finish the bulk disconnect", async () => {
  const ids = await connect(60);
  await fault("503", { every: 5 });
  const tasks = {
    disconnect: ({ receiptheroId }: { receiptheroId: string }) => finishDisconnecting(receiptheroId, 5_000),
    "send-disconnected-mail": async () => {},
    "bulk-disconnect": ({ bulkDisconnectId }: { bulkDisconnectId: string }) => runBulkStep(bulkDisconnectId),
  };
  const workers = await Promise.all([startWorker(tasks), startWorker(tasks)]);
  const id = await start({ filter: ALL });
  // Pausing and resuming at once can give two chains of jobs, which is the hardest case.
  await pauseBulkDisconnect(admin, id);
  await resumeBulkDisconnect(admin, id);
  await Promise.all([workThrough(id), workThrough(id)]);
  await Promise.all(workers.map((worker) => worker.stop()));
  await control(sandbox, "DELETE", "/faults");
  await finishAll();

  expect(await statesOf(id)).toEqual(Object.fromEntries(ids.map((one) => [one, "DISCONNECTED"])));
  for (const one of ids) expect(await actionsOf(one)).toEqual(["connection.disconnecting", "connection.disconnected"]);
  expect((await seeState(sandbox)).revocations.revoked).toBe(60);
  expect((await bulkActions(id)).filter((action) => action === "bulk.finished")).toHaveLength(1);
});

test("results page by page and all of them, in one order", async () => {
  const ids = (await connect(7)).sort();
  const id = await start({ ids });
  const page = await listBulkResults(admin, id, { state: "WAITING", after: [ids[2] ?? null], limit: 3 });
  expect(page.map((result) => result.receiptheroId).sort()).toEqual(ids.slice(3, 6));
  const all: string[] = [];
  for await (const batch of allBulkResults(admin, id)) all.push(...batch.map((result) => result.receiptheroId));
  expect(all.sort()).toEqual(ids);
});

test("bulk disconnects page by page, newest first", async () => {
  const ids = await connect(1);
  const started: string[] = [];
  for (let n = 0; n < 25; n += 1) started.unshift(await start({ ids }));
  const first = await listBulkDisconnects(admin, null);
  const second = await listBulkDisconnects(admin, decodeCursor(NEWEST_FIRST, first.next));
  expect([...first.bulkDisconnects, ...second.bulkDisconnects].map(({ id }) => id)).toEqual(started);
  expect([first.bulkDisconnects.length, second.next]).toEqual([20, null]);
});

test("a deleted bulk disconnect leaves no counters behind", async () => {
  const id = await start({ ids: await connect(2) });
  const counters = () => rows(`SELECT key FROM "Counter" WHERE scope = 'bulk:' || $1::uuid`, [id]);
  expect(await counters()).not.toEqual([]);
  await rows(`DELETE FROM "BulkDisconnect" WHERE id = $1`, [id]);
  await rows("SELECT compact_counters()");
  expect(await counters()).toEqual([]);
});

test("with any failures, pauses and crashes, each connection is disconnected once, and its result says so", async () => {
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
    if (name === "503" || name === "cut") await fault(name, { every: 2 });
    if (name === "refused") await fault(name);
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
      if (one) await start({ ids: [one.receiptheroId] }).then(runBulkStep);
    }
    await control(sandbox, "DELETE", "/faults");
  };

  await fc.assert(
    fc.asyncProperty(fc.array(event, { minLength: 1, maxLength: 8 }), async (events) => {
      await control(sandbox, "POST", "/reset", {});
      await rows(`DELETE FROM "Connection"`);
      const ids = await connect(45);
      const id = await start({ filter: ALL });
      for (const next of events) await take(id, next);
      await resumeBulkDisconnect(admin, id);
      await workThrough(id);
      await finishAll();

      for (const one of ids) {
        expect(await connection(one)).toMatchObject({ status: "DISCONNECTED", sealedToken: null });
        expect(await actionsOf(one)).toEqual(["connection.disconnecting", "connection.disconnected"]);
      }
      const results = Object.values(await statesOf(id));
      expect(results.filter((state) => state !== "DISCONNECTED" && state !== "SKIPPED")).toEqual([]);
      const ended = results.filter((state) => state === "DISCONNECTED").length;
      const counts = { WAITING: 0, DISCONNECTING: 0, DISCONNECTED: ended, SKIPPED: results.length - ended };
      expect((await getBulkDisconnect(admin, id))?.counts).toEqual(counts);
      await compactCounters();
      expect((await getBulkDisconnect(admin, id))?.counts).toEqual(counts);
      expect((await seeState(sandbox)).connections.filter(({ status }) => status === "active")).toEqual([]);
      expect((await bulkActions(id)).filter((action) => action === "bulk.finished")).toHaveLength(1);
    }),
    { numRuns: 8 },
  );
}, 120_000);

test("the search terms of a finished bulk disconnect are erased, and those of an unfinished one are kept", async () => {
  const filter = { ...ALL, q: "matti@example.com", metadata: "owner:Matti", scope: "receipt:read" as const };
  const add = async (state: string, count: number, kept: object | null = filter) =>
    (
      await rows(
        `INSERT INTO "BulkDisconnect" ("startedById", state, filter)
         SELECT $1, $2::"BulkState", $3::jsonb FROM generate_series(1, $4::int) RETURNING id`,
        [admin.id, state, kept && JSON.stringify(kept), count],
      )
    ).map(({ id }) => id);
  // More than one statement erases.
  const finished = await add("DONE", 130);
  const unfinished = [...(await add("RUNNING", 1)), ...(await add("PAUSED", 1))];
  const [byStatus] = await add("DONE", 1, { ...ALL, status: "ACTIVE" });
  const [picked] = await add("DONE", 1, null);

  await blankFinishedSearches();
  await blankFinishedSearches();
  const stored = await rows(`SELECT filter FROM "BulkDisconnect" WHERE id = ANY ($1)`, [finished]);
  expect(JSON.stringify(stored)).not.toMatch(/matti/i);
  for (const id of finished.slice(0, 3)) {
    const expected = { q: null, metadata: null, scope: "receipt:read", erased: ["q", "metadata"] };
    expect((await getBulkDisconnect(admin, id))?.filter).toMatchObject(expected);
  }
  for (const id of unfinished)
    expect((await getBulkDisconnect(admin, id))?.filter).toMatchObject({ ...filter, erased: [] });
  expect((await getBulkDisconnect(admin, byStatus))?.filter).toMatchObject({ status: "ACTIVE", erased: [] });
  expect((await getBulkDisconnect(admin, picked))?.filter).toBeNull();
});
