import "server-only";
import { seal, unseal } from "@/lib/crypto/seal";
import { db } from "@/lib/db/client";
import { env } from "@/lib/env";
import { countRowsByKey } from "@/lib/key-rotation/key-use";
import { SEALED_COLUMNS, type SealedColumn } from "@/lib/key-rotation/sealed-columns";
import { log } from "@/lib/log";
import { Prisma } from "@/prisma/generated/client";

/** How many rows one transaction reseals: enough to be fast, and few enough that nobody waits for its locks. */
const BATCH_ROWS = 500;

/** How long one sweep may reseal, in milliseconds: its other steps wait. */
const TIME_PER_SWEEP_MS = 10_000;

type Row = { key: [string, ...string[]]; sealed: string };

/**
 * Seals the rows of former keys again, under the first key of TOKEN_KEYS. It stops when its time is over, and the next
 * sweep goes on. Several servers may run this at once: each takes rows that no other has locked.
 * @throws any database error
 */
export async function reseal(batchRows = BATCH_ROWS, milliseconds = TIME_PER_SWEEP_MS): Promise<void> {
  const [first, ...former] = env().TOKEN_KEYS;
  if (!first || former.length === 0) return;
  await logUse();
  const end = performance.now() + milliseconds;
  for (const { id } of former) {
    for (const column of SEALED_COLUMNS) {
      let last: Row | undefined;
      do {
        if (performance.now() > end) return;
        last = await resealBatch(column, id, last, batchRows);
      } while (last);
    }
  }
}

/** Whether this process has logged how many rows need which key. */
let isUseLogged = false;

async function logUse(): Promise<void> {
  if (isUseLogged) return;
  log.info({ rowsByKey: await countRowsByKey() }, "TOKEN_KEYS has former keys: rows that need each key");
  isUseLogged = true;
}

/**
 * Reseals the next rows of a key.
 * @param after the row behind which to begin, so that a row that cannot be unsealed is passed
 * @returns the last row, or undefined when there was none
 */
function resealBatch(column: SealedColumn, keyId: string, after: Row | undefined, limit: number) {
  const table = Prisma.raw(`"${column.table}"`);
  const sealed = Prisma.raw(`"${column.column}"`);
  const key = Prisma.raw(column.key.map(({ name }) => `"${name}"`).join(", "));
  const texts = Prisma.raw(column.key.map(({ name }) => `"${name}"::text`).join(", "));
  const beyond = after
    ? Prisma.sql`AND (${key}) > (${Prisma.join(column.key.map(({ type }, n) => Prisma.sql`${after.key[n]}::${Prisma.raw(type)}`))})`
    : Prisma.empty;
  return db().$transaction(async (tx) => {
    const rows = await tx.$queryRaw<Row[]>`
      SELECT ARRAY[${texts}] AS key, ${sealed} AS sealed FROM ${table}
       WHERE ${sealed} IS NOT NULL AND key_of_sealed(${sealed}) = ${keyId} ${beyond}
       ORDER BY ${key} LIMIT ${limit}::int FOR UPDATE SKIP LOCKED`;
    const changes = rows.flatMap((row) => resealed(column, row));
    if (changes.length > 0) {
      const columns = column.key.map(({ type }, n) => {
        const values = changes.map((change) => change.key[n] ?? "");
        return Prisma.sql`${values}::${Prisma.raw(type)}[]`;
      });
      const names = Prisma.raw(column.key.map((_, n) => `k${n}`).join(", "));
      const isSame = Prisma.raw(column.key.map(({ name }, n) => `t."${name}" = v.k${n}`).join(" AND "));
      await tx.$executeRaw`
        UPDATE ${table} t SET ${sealed} = v.sealed
          FROM unnest(${Prisma.join(columns)}, ${changes.map((change) => change.sealed)}::text[]) AS v (${names}, sealed)
         WHERE ${isSame}`;
    }
    return rows.at(-1);
  });
}

/** A row with its text under the first key; none if the text cannot be unsealed, because nobody could use it either. */
function resealed({ table, column, rowName }: SealedColumn, { key, sealed }: Row): Row[] {
  const name = rowName(key);
  try {
    return [{ key, sealed: seal(unseal(sealed, name), name) }];
  } catch (error) {
    log.error({ err: error, table, column, row: key }, "a sealed text cannot be unsealed, and stays as it is");
    return [];
  }
}
