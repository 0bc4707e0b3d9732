import "server-only";
import { db } from "@/lib/db/client";
import { Prisma } from "@/prisma/generated/client";

/**
 * Runs queries as one statement, which goes to the database and back once. Each takes part as JSON: its times are texts
 * that `new Date` reads.
 * @returns the rows of each query
 */
export async function readTogether<Rows extends Record<string, unknown>>(
  queries: {
    [Name in keyof Rows]: Prisma.Sql;
  },
): Promise<{ [Name in keyof Rows]: Rows[Name][] }> {
  const parts = Object.entries<Prisma.Sql>(queries).map(
    ([name, query]) => Prisma.sql`'${Prisma.raw(name)}', (SELECT coalesce(jsonb_agg(r), '[]') FROM (${query}) r)`,
  );
  const [row] = await db().$queryRaw<[{ found: { [Name in keyof Rows]: Rows[Name][] } }]>`
    SELECT jsonb_build_object(${Prisma.join(parts)}) AS found`;
  return row.found;
}
