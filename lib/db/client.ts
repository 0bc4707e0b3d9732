import "server-only";
import { PrismaPg } from "@prisma/adapter-pg";
import { Pool } from "pg";
import { z } from "zod";
import { type Limits, pooledConfig } from "@/lib/db/pool-config";
import { env } from "@/lib/env";
import { Prisma, PrismaClient } from "@/prisma/generated/client";

/** `max` is the greatest number of connections. */
type PoolLimits = Limits & { max: number };

/** Short timeouts: a user waits for the page, so a database outage must show within seconds. */
const USUAL: PoolLimits = { connect: 2_000, query: 5_000, max: 10 };

/** How long an expensive query may take. */
export const PATIENT_TIMEOUT_MS = 30_000;
/**
 * Searching while typing starts new queries before the last one has ended. They wait for a connection instead of
 * failing.
 */
const PATIENT: PoolLimits = { connect: PATIENT_TIMEOUT_MS, query: PATIENT_TIMEOUT_MS, max: 5 };

/** One connection for the check of readiness and for the brand. */
const CHECK: PoolLimits = { ...USUAL, max: 1 };

/** One connection for the question how old the replica is: reads wait for the answer. */
const REPLICA_CHECK: PoolLimits = { connect: 1_000, query: 1_000, max: 1 };

type Client = { prisma: PrismaClient; pool: Pool };

function createPool({ max, ...limits }: PoolLimits, url = env().DATABASE_URL): Pool {
  return new Pool({ ...pooledConfig(url, limits), max });
}

/** For a pool whose Prisma client has not begun: a connection that breaks is replaced at the next query, which reports the error. */
function alone(pool: Pool): Pool {
  return pool.on("error", () => {}).on("connect", (connection) => connection.on("error", () => {}));
}

function createClient(limits: PoolLimits, url?: string, pool = alone(createPool(limits, url))): Client {
  // An idle connection that breaks is replaced at the next query. If that also fails, the query reports the error.
  const options = { onPoolError: () => {}, onConnectionError: () => {}, disposeExternalPool: true };
  return { prisma: new PrismaClient({ adapter: new PrismaPg(pool, options), errorFormat: "minimal" }), pool };
}

// Stored on globalThis, because `next dev` reloads this module after every change and the pools would accumulate.
type Kept = Partial<Record<"usual" | "patient" | "replica" | "replicaCheck", Client>> & {
  checkPool?: Pool;
  patientPool?: Pool;
};
const shared = globalThis as typeof globalThis & { databaseClients?: Kept };
shared.databaseClients ??= {};
const kept = shared.databaseClients;

/** The Prisma client of this process, created at the first call (`next build` loads modules without a database). */
export function db(): PrismaClient {
  return usual().prisma;
}

/** The connections of `db`. */
export function usualPool(): Pool {
  return usual().pool;
}

function usual(): Client {
  kept.usual ??= createClient(USUAL);
  return kept.usual;
}

/**
 * A client for expensive queries: searches of staff, exact counts, exports and bulk disconnects. They may have to read
 * a million rows from disk. It has its own connections, so other queries do not wait behind them.
 */
export function patientDb(): PrismaClient {
  kept.patient ??= createClient(PATIENT, undefined, patientPool());
  return kept.patient.prisma;
}

/** The connections of `patientDb`. A statement of the sweep needs no Prisma client, with a compiler of its own. */
export function patientPool(): Pool {
  kept.patientPool ??= alone(createPool(PATIENT));
  return kept.patientPool;
}

/**
 * A connection for the check whether this server is ready. It is apart from the others: a server whose queries wait for
 * each other is busy and not unready. Pages wait as little for the brand (lib/brand/read.ts). For two small queries a Prisma
 * client would be a waste of memory.
 */
export function checkPool(): Pool {
  kept.checkPool ??= alone(createPool(CHECK));
  return kept.checkPool;
}

/**
 * The clients of DATABASE_REPLICA_URL, for expensive reads and for the question how old they are; null without the
 * setting. lib/db/replica.ts decides when to read there.
 */
export function replicaDb(): { reads: PrismaClient; check: PrismaClient } | null {
  const url = env().DATABASE_REPLICA_URL;
  if (url === undefined) return null;
  kept.replica ??= createClient(PATIENT, url);
  kept.replicaCheck ??= createClient(REPLICA_CHECK, url);
  return { reads: kept.replica.prisma, check: kept.replicaCheck.prisma };
}

/** The connections of each pool: how many are open, how many of them are idle, and how many queries wait for one. */
export function poolUse(): { name: string; open: number; idle: number; waiting: number }[] {
  const pools = Object.entries({
    usual: kept.usual?.pool,
    patient: kept.patientPool,
    replica: kept.replica?.pool,
  });
  return pools.flatMap(([name, pool]) =>
    pool ? { name, open: pool.totalCount, idle: pool.idleCount, waiting: pool.waitingCount } : [],
  );
}

/** The argument that `db().$transaction` passes to its callback. */
export type Transaction = Prisma.TransactionClient;

/**
 * The SQLSTATE with which PostgreSQL refused a raw query (PostgreSQL manual, appendix A), or null for any other error.
 */
export function sqlState(error: unknown): string | null {
  if (!(error instanceof Prisma.PrismaClientKnownRequestError)) return null;
  const { success, data } = rawQueryError.safeParse(error.meta);
  return success ? data.driverAdapterError.cause.originalCode : null;
}

const rawQueryError = z.object({
  driverAdapterError: z.object({ cause: z.object({ originalCode: z.string() }) }),
});
