import "server-only";
import { PrismaPg } from "@prisma/adapter-pg";
import { z } from "zod";
import { type Limits, pooledConfig } from "@/lib/db/pool-config";
import { env } from "@/lib/env";
import { Prisma, PrismaClient } from "@/prisma/generated/client";

/** `max` is how many connections there are at most. */
type PoolLimits = Limits & { max: number };

/** A database that does not answer is noticed within seconds: someone is waiting for the page. */
const USUAL: PoolLimits = { connect: 2_000, query: 5_000, max: 10 };

/** How long a query may take that reads very much, in milliseconds. */
export const PATIENCE = 30_000;
/** Whoever searches as they type asks anew before the last answer is there, and waits for a connection rather than fails. */
const PATIENT: PoolLimits = { connect: PATIENCE, query: PATIENCE, max: 5 };

function createClient({ max, ...limits }: PoolLimits) {
  const adapter = new PrismaPg(
    { ...pooledConfig(env().DATABASE_URL, limits), max },
    // An idle connection that breaks is replaced at the next query, which reports what is wrong if that fails too.
    { onPoolError: () => {}, onConnectionError: () => {} },
  );
  return new PrismaClient({ adapter, errorFormat: "minimal" });
}

// Kept on globalThis, because `next dev` loads this module anew after every change and the pools would add up.
const kept = globalThis as typeof globalThis & { prisma?: PrismaClient; patientPrisma?: PrismaClient };

/** The Prisma client of this process, made at the first call (`next build` loads modules without a database). */
export function db(): PrismaClient {
  kept.prisma ??= createClient(USUAL);
  return kept.prisma;
}

/**
 * A client for what may read very much and is worth a wait: the staff's searches, exact counts, exports and orders in
 * bulk, with a database that has yet to fetch a million rows from its disk. Its connections are its own, so that nobody
 * else waits behind it.
 */
export function patientDb(): PrismaClient {
  kept.patientPrisma ??= createClient(PATIENT);
  return kept.patientPrisma;
}

/** What `db().$transaction` hands to its callback. */
export type Transaction = Prisma.TransactionClient;

/** The SQLSTATE that PostgreSQL refused a raw query with (its appendix A), or null when the error is another one. */
export function sqlState(error: unknown): string | null {
  if (!(error instanceof Prisma.PrismaClientKnownRequestError)) return null;
  const { success, data } = rawQueryError.safeParse(error.meta);
  return success ? data.driverAdapterError.cause.originalCode : null;
}

const rawQueryError = z.object({
  driverAdapterError: z.object({ cause: z.object({ originalCode: z.string() }) }),
});
