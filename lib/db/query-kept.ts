import "server-only";
import { createHash } from "node:crypto";
import { usualPool } from "@/lib/db/client";
import { isDirect } from "@/lib/db/pool-config";
import { inSpan } from "@/lib/traces/span";
import type { Prisma } from "@/prisma/generated/client";

/** The names of the statements, by their texts. */
const names = new Map<string, string>();

/**
 * Runs a statement whose plan its database connection keeps, in one round trip and without Prisma's client. It is for the few
 * statements that most requests make: PostgreSQL takes longer to plan them than to run them
 * (docs/decisions/0079-three-round-trips.md). Through a pooler nothing is kept.
 * @param statement always of the same text, with rows that a unique key or a user finds, so that one plan suits all values
 * @returns the rows as pg reads them: a `bigint` is a text
 * @throws the error of pg
 */
export function queryKept<Row>(statement: Prisma.Sql): Promise<Row[]> {
  const { text, values } = statement;
  return inSpan("database statement", { "db.system.name": "postgresql", "db.query.text": text }, async () => {
    const connection = await usualPool().connect();
    try {
      const { rows } = await connection.query({ ...(isDirect(connection) && { name: nameOf(text) }), text, values });
      connection.release();
      return rows;
    } catch (error) {
      // Its query may still run, so another one replaces the connection.
      connection.release(true);
      throw error;
    }
  });
}

/** The same in each copy of this module, because two of them may share a connection. */
function nameOf(text: string): string {
  const name = names.get(text) ?? createHash("sha256").update(text).digest("hex").slice(0, 32);
  names.set(text, name);
  return name;
}
