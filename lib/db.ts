import "server-only";
import { PrismaPg } from "@prisma/adapter-pg";
import { z } from "zod";
import { env } from "@/lib/env";
import { Prisma, PrismaClient } from "@/prisma/generated/client";

/** A database that does not answer is noticed within seconds: someone is waiting for the page. Milliseconds. */
const CONNECT_TIMEOUT = 2_000;
const QUERY_TIMEOUT = 5_000;

/** How long a query may take that reads very much, in milliseconds, and how many of them a server has at once. */
export const PATIENCE = 30_000;
const PATIENT_AT_ONCE = 5;

function createClient(queryTimeout: number, max?: number) {
  const adapter = new PrismaPg(
    {
      connectionString: env().DATABASE_URL,
      connectionTimeoutMillis: CONNECT_TIMEOUT,
      query_timeout: queryTimeout,
      statement_timeout: queryTimeout,
      max,
      keepAlive: true,
      // The adapter takes every time for UTC, whatever zone the database writes it in.
      options: "-c TimeZone=UTC",
    },
    // An idle connection that breaks is replaced at the next query, which reports what is wrong if that fails too.
    { onPoolError: () => {}, onConnectionError: () => {} },
  );
  return new PrismaClient({ adapter, errorFormat: "minimal" });
}

// Kept on globalThis, because `next dev` loads this module anew after every change and the pools would add up.
const kept = globalThis as typeof globalThis & { prisma?: PrismaClient; patientPrisma?: PrismaClient };

/** The Prisma client of this process, made at the first call (`next build` loads modules without a database). */
export function db(): PrismaClient {
  kept.prisma ??= createClient(QUERY_TIMEOUT);
  return kept.prisma;
}

/**
 * A client for what may read very much and is worth a wait: the staff's searches, exact counts, exports and orders in
 * bulk, with a database that has yet to fetch a million rows from its disk. Its connections are its own, so that nobody
 * else waits behind it.
 */
export function patientDb(): PrismaClient {
  kept.patientPrisma ??= createClient(PATIENCE, PATIENT_AT_ONCE);
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
