import { beforeEach, expect } from "vitest";
import { getImport } from "@/lib/imports/get";
import { arriving } from "@/lib/imports/receive/arriving";
import { queueImport } from "@/lib/imports/receive/queue";
import { receiveLines } from "@/lib/imports/receive/receive";
import { sweepImports } from "@/lib/imports/sweep";
import type { Admin } from "@/lib/principal";
import type { TestDatabase } from "@/test/database";
import { createAdmin } from "@/test/factories";
import { test } from "@/test/fixtures";
import { lineOf, ndjson } from "@/test/import-lines";
import { chunksOf, resultsOf, runImport } from "@/test/imports";

let database: TestDatabase;
let admin: Admin;

test.beforeAll(async ({ database: ownDatabase }) => {
  database = ownDatabase;
  admin = await createAdmin(database);
});
beforeEach(async () => {
  await database.client.query(`TRUNCATE "Import", "ImportLine", "Counter", graphile_worker._private_jobs CASCADE`);
});

const rows = async (sql: string, values: unknown[] = []) => (await database.client.query(sql, values)).rows;
const storedLines = () => rows(`SELECT number FROM "ImportLine" ORDER BY number`);
const jobs = () => rows(`SELECT key FROM graphile_worker.jobs`);
const manyLines = (count: number) => ndjson(Array.from({ length: count }, () => lineOf()));

/** A body that breaks off after some chunks. */
async function* breakingOff(...chunks: string[]): AsyncGenerator<Uint8Array> {
  yield* chunksOf(...chunks);
  throw new Error("ECONNRESET");
}

test("more lines than a batch wait until all have arrived, and then for their job", async () => {
  const body = manyLines(1_200);
  const received = await receiveLines(admin, chunksOf(body.slice(0, 100_000), body.slice(100_000)));
  expect(received.lines).toBe(1_200);
  expect(await getImport(admin, received.id)).toMatchObject({
    state: "RECEIVING",
    counts: { WAITING: 1_200, IMPORTED: 0 },
    total: 1_200,
    handled: 0,
    startedBy: { type: "USER", email: admin.email },
  });
  expect(await jobs()).toEqual([]);
  expect(await queueImport(admin, received, null)).toBe(received.id);
  expect(await getImport(admin, received.id)).toMatchObject({ state: "QUEUED", receivedAt: expect.any(Date) });
  expect(await jobs()).toEqual([{ key: `import:${received.id}` }]);
});

test("memory holds one batch of lines, whatever the size of the body", async () => {
  let sent = 0;
  let heldAtMost = 0;
  const body = async function* () {
    for (; sent < 2_100; sent += 100) {
      heldAtMost = Math.max(heldAtMost, sent - (await storedLines()).length);
      yield* chunksOf(manyLines(100));
    }
  };
  expect((await receiveLines(admin, body())).lines).toBe(2_100);
  expect(heldAtMost).toBeLessThanOrEqual(500);
});

test.each([
  ["at once", []],
  ["in the middle of a line", ['{"access_token":']],
  ["after many lines", [manyLines(600)]],
])("a stream that breaks off %s imports nothing, and leaves nothing", async (_when, chunks) => {
  await expect(receiveLines(admin, breakingOff(...chunks))).rejects.toMatchObject({ code: "import_incomplete" });
  const [{ id }] = await rows(`SELECT id FROM "Import"`);
  expect(await getImport(admin, id)).toMatchObject({ state: "FAILED", failure: "incomplete", total: 0 });
  expect(await storedLines()).toEqual([]);
  expect(await jobs()).toEqual([]);
  expect(await rows(`SELECT 1 FROM "Merchant"`)).toEqual([]);
});

test("a stream in which nothing arrives breaks off", async () => {
  let ended = false;
  async function* pausing(): AsyncGenerator<Uint8Array> {
    try {
      yield Buffer.from("a\n");
      await new Promise(() => {});
    } finally {
      ended = true;
    }
  }
  const received: string[] = [];
  const reading = async () => {
    for await (const chunk of arriving(pausing(), 20)) received.push(String(chunk));
  };
  await expect(reading()).rejects.toMatchObject({ name: "IncompleteError" });
  expect(received).toEqual(["a\n"]);
  expect(ended).toBe(false);
});

test("a body without a line is refused", async () => {
  const received = await receiveLines(admin, chunksOf("\uFEFF\r\n\n"));
  await expect(queueImport(admin, received, null)).rejects.toMatchObject({ code: "import_empty" });
  expect(await getImport(admin, received.id)).toMatchObject({ state: "FAILED", failure: "empty" });
});

test("the sweep erases what a dead server received, and leaves a living one alone", async () => {
  const [dead, living] = [
    await receiveLines(admin, chunksOf(manyLines(3))),
    await receiveLines(admin, chunksOf(manyLines(2))),
  ];
  await rows(`UPDATE "Import" SET "lastArrivalAt" = now() - interval '6 minutes' WHERE id = $1`, [dead.id]);
  await Promise.all([sweepImports(), sweepImports()]);
  expect(await getImport(admin, dead.id)).toMatchObject({ state: "FAILED", failure: "abandoned", total: 0 });
  expect(await getImport(admin, living.id)).toMatchObject({ state: "RECEIVING", total: 2 });
  // It was only slow.
  await expect(queueImport(admin, dead, null)).rejects.toMatchObject({ code: "import_incomplete" });
  expect(await jobs()).toEqual([]);
});

test("a server whose import was ended stores no more lines", async () => {
  const body = async function* () {
    yield* chunksOf(manyLines(500));
    await rows(`UPDATE "Import" SET "lastArrivalAt" = now() - interval '6 minutes'`);
    await sweepImports();
    yield* chunksOf(manyLines(500));
  };
  await expect(receiveLines(admin, body())).rejects.toMatchObject({ code: "import_incomplete" });
  expect(await storedLines()).toEqual([]);
});

test("the sweep erases the lines of a failed import that its server could not erase", async () => {
  const { id } = await receiveLines(admin, chunksOf(manyLines(3)));
  await rows(`UPDATE "Import" SET state = 'FAILED', failure = 'incomplete', "finishedAt" = now()`);
  await sweepImports();
  expect(await storedLines()).toEqual([]);
  expect(await getImport(admin, id)).toMatchObject({ state: "FAILED", total: 0 });
});

test("an import and its results are deleted after 30 days, and not before", async () => {
  const { id, lines } = await receiveLines(admin, chunksOf(manyLines(3)));
  await queueImport(admin, { id, lines }, null);
  await runImport(database, id);
  await rows(`UPDATE "Import" SET "finishedAt" = now() - interval '29 days'`);
  await sweepImports();
  expect(await resultsOf(id)).toHaveLength(3);
  await rows(`UPDATE "Import" SET "finishedAt" = now() - interval '31 days'`);
  await sweepImports();
  expect(await getImport(admin, id)).toBeNull();
  expect(await storedLines()).toEqual([]);
  expect(await rows(`SELECT sum(delta)::int AS n FROM "Counter" WHERE scope = $1`, [`import:${id}`])).toEqual([
    { n: 0 },
  ]);
});

test("without a database nothing is imported, and what arrived is erased once it is back", async () => {
  const body = async function* () {
    yield* chunksOf(manyLines(500));
    await rows(`ALTER TABLE "ImportLine" RENAME TO "Elsewhere"`);
    yield* chunksOf(manyLines(500));
  };
  await expect(receiveLines(admin, body())).rejects.toMatchObject({ code: "storage_unavailable" });
  await rows(`ALTER TABLE "Elsewhere" RENAME TO "ImportLine"`);
  expect(await storedLines()).toHaveLength(500);
  await sweepImports();
  expect(await storedLines()).toEqual([]);
});

test("a repeated call queues its lines once, and gets the first import", async () => {
  const callId = crypto.randomUUID();
  const first = await queueImport(admin, await receiveLines(admin, chunksOf(manyLines(2))), callId);
  const again = await receiveLines(admin, chunksOf(manyLines(2)));
  expect(await queueImport(admin, again, callId)).toBe(first);
  expect(await rows(`SELECT id FROM "Import"`)).toEqual([{ id: first }]);
  expect(await storedLines()).toHaveLength(2);
  expect(await jobs()).toHaveLength(1);
});
