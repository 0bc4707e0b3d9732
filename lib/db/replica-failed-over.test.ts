import { afterAll, beforeAll, expect, test } from "vitest";
import { db, patientDb, replicaDb } from "@/lib/db/client";
import { onReplica } from "@/lib/db/replica";
import { type Pair, startPair } from "@/test/replica";

let pair: Pair;

beforeAll(async () => {
  pair = await startPair(async () => {});
  await pair.failOver();
  process.env.DATABASE_URL = pair.replicaUrl;
  process.env.DATABASE_REPLICA_URL = pair.primaryUrl;
}, 120_000);

afterAll(async () => {
  const clients = [db(), patientDb(), ...Object.values(replicaDb() ?? {})];
  await Promise.all(clients.map((client) => client.$disconnect()));
  await pair.stop();
});

test("a replica that has what the new primary lacks after a fail-over is not read", async () => {
  const { rows } = await pair.replica.query<{ lsn: string }>("SELECT pg_current_wal_lsn()::text AS lsn");
  const former = replicaDb()?.check ?? db();
  const [state] = await former.$queryRaw<[unknown]>`
    SELECT pg_is_in_recovery() AS "isReplica", pg_last_wal_replay_lsn() > ${rows[0]?.lsn}::pg_lsn AS "isAhead"`;
  expect(state).toEqual({ isReplica: true, isAhead: true });
  expect(await onReplica((client) => client.$queryRaw`SELECT pg_is_in_recovery() AS "isReplica"`)).toEqual([
    { isReplica: false },
  ]);
});
