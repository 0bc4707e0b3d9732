import { afterAll, beforeAll, beforeEach, expect, test, vi } from "vitest";
import { checkPool, db, patientDb, replicaDb } from "@/lib/db/client";
import { DATA_AGE, onReplica, withDataAge } from "@/lib/db/replica";
import { migrate } from "@/prisma/migrate";
import { callApi } from "@/test/api";
import { addApiKey } from "@/test/factories";
import { type Pair, startPair } from "@/test/replica";

let pair: Pair;

/** How far the clock of this process was moved, in milliseconds. */
let moved = 0;
const realNow = performance.now.bind(performance);
const pass = (seconds: number) => {
  moved += seconds * 1_000;
};

beforeAll(async () => {
  pair = await startPair(migrate);
  process.env.DATABASE_URL = pair.primaryUrl;
  process.env.DATABASE_REPLICA_URL = pair.replicaUrl;
  vi.spyOn(performance, "now").mockImplementation(() => realNow() + moved);
}, 120_000);

afterAll(async () => {
  const clients = [db(), patientDb(), ...Object.values(replicaDb() ?? {})];
  await Promise.all([checkPool().end(), ...clients.map((client) => client.$disconnect())]);
  await pair.stop();
});

beforeEach(() => pass(60));

/** Reads, and says where and how old that was. */
async function read(): Promise<{ isReplica: boolean; age: number | null }> {
  const { result, age } = await withDataAge(() =>
    onReplica((client) => client.$queryRaw<[{ isReplica: boolean }]>`SELECT pg_is_in_recovery() AS "isReplica"`),
  );
  return { isReplica: result[0].isReplica, age };
}

/** Writes on the primary, so that the replica has something to replay. */
const write = () => pair.primary.query("SELECT txid_current(), pg_logical_emit_message(TRUE, 'test', 'x')");

test("a fresh replica is read, and the age is known", async () => {
  await write();
  await pair.untilEqual();
  expect(await read()).toEqual({ isReplica: true, age: expect.any(Number) });
});

test("a replica that replays nothing is read until it is five seconds behind, and again when it has caught up", async () => {
  await pair.untilEqual();
  expect(await read()).toMatchObject({ isReplica: true });
  await pair.replica.query("SELECT pg_wal_replay_pause()");
  await write();
  pass(3);
  const { isReplica, age } = await read();
  expect([isReplica, age]).toEqual([true, expect.toSatisfy((seconds: number) => seconds >= 3 && seconds <= 5)]);
  pass(3);
  expect(await read()).toEqual({ isReplica: false, age: null });
  await pair.replica.query("SELECT pg_wal_replay_resume()");
  await pair.untilEqual();
  pass(2);
  expect(await read()).toMatchObject({ isReplica: true });
});

test("a replica whose stream is cut looks as old as it is", async () => {
  await pair.setStream("cut");
  await write();
  pass(6);
  expect(await read()).toEqual({ isReplica: false, age: null });
  await pair.setStream("open");
  await pair.untilEqual();
  pass(2);
  expect(await read()).toMatchObject({ isReplica: true });
});

test("an answer of the API says how old it is", async () => {
  const key = await addApiKey({ client: pair.primary }, ["merchants:read"]);
  await pair.untilEqual();
  const { status, headers } = await callApi("/merchants", { key });
  expect([status, headers.get(DATA_AGE)]).toEqual([200, expect.stringMatching(/^[1-5]$/)]);
});

test("a read that fails on the replica is repeated on the primary", async () => {
  await pair.untilEqual();
  expect(await onReplica((client) => client.$executeRaw`CREATE TABLE only_on_the_primary ()`)).toBe(0);
  expect(await read()).toEqual({ isReplica: false, age: null });
});

test("a read that takes too long on the replica is not repeated, and the replica is read on", async () => {
  await pair.untilEqual();
  let reads = 0;
  const late = onReplica((client) => {
    reads += 1;
    return client.$transaction(async (tx) => {
      await tx.$executeRaw`SET LOCAL statement_timeout = '50ms'`;
      await tx.$queryRaw`SELECT pg_sleep(600)::text`;
    });
  });
  await expect(late).rejects.toThrow("statement timeout");
  const lateTransaction = onReplica((client) => {
    reads += 1;
    return client.$transaction((tx) => tx.$queryRaw`SELECT pg_sleep(0.2)::text`, { timeout: 20 });
  });
  await expect(lateTransaction).rejects.toMatchObject({ code: "P2028" });
  expect(reads).toBe(2);
  expect(await read()).toMatchObject({ isReplica: true });
});

test("without the replica, the primary is read, at once and without an error", async () => {
  await pair.untilEqual();
  expect(await read()).toMatchObject({ isReplica: true });
  await pair.endReplica();
  expect(await read()).toEqual({ isReplica: false, age: null });
  pass(20);
  expect(await read()).toEqual({ isReplica: false, age: null });
});
