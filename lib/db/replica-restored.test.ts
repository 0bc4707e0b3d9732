import { afterAll, beforeAll, expect, test } from "vitest";
import { db, patientDb, replicaDb } from "@/lib/db/client";
import { onReplica } from "@/lib/db/replica";
import { migrate } from "@/prisma/migrate";
import { type Pair, startPair } from "@/test/replica";

let restored: Pair;
let former: Pair;

beforeAll(async () => {
  restored = await startPair(async () => {});
  former = await startPair(migrate);
  process.env.DATABASE_URL = restored.primaryUrl;
  process.env.DATABASE_REPLICA_URL = former.replicaUrl;
}, 120_000);

afterAll(async () => {
  const clients = [db(), patientDb(), ...Object.values(replicaDb() ?? {})];
  await Promise.all(clients.map((client) => client.$disconnect()));
  await Promise.all([restored.stop(), former.stop()]);
});

test("after a restore into a new cluster, the replica of the former one is not read, although it is ahead", async () => {
  await former.untilEqual();
  const { rows } = await restored.primary.query<{ lsn: string }>("SELECT pg_current_wal_lsn()::text AS lsn");
  const ahead = await former.replica.query("SELECT pg_last_wal_replay_lsn() > $1::pg_lsn AS yes", [rows[0]?.lsn]);
  expect(ahead.rows).toEqual([{ yes: true }]);
  expect(await onReplica((client) => client.$queryRaw`SELECT pg_is_in_recovery() AS "isReplica"`)).toEqual([
    { isReplica: false },
  ]);
});
