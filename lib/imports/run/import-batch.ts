import "server-only";
import type { Actor } from "@/lib/audit/record";
import { db } from "@/lib/db/client";
import { AppError } from "@/lib/errors/app-error";
import { openLine } from "@/lib/imports/row";
import type { OpenLine } from "@/lib/imports/run/grant";
import { importGroup } from "@/lib/imports/run/import-group";
import { settle } from "@/lib/imports/run/settle";
import { releaseWaiting } from "@/lib/notifications/state";
import { Prisma } from "@/prisma/generated/client";

/** How many lines a step reads and imports. Memory holds no more of an import, whatever its size. */
export const STEP = 500;

/** How many waiting notifications are released together with new connections. The sweep releases the rest. */
const RELEASED = 1_000;

/** Imports the next lines of an import. A step takes a second. */
export async function importBatch(importId: string, actor: Actor): Promise<void> {
  const waiting = await db().$queryRaw<{ number: number; sealedLine: string }[]>`
    SELECT number, "sealedLine" FROM "ImportLine" WHERE "importId" = ${importId}::uuid AND state = 'WAITING'
     ORDER BY number LIMIT ${STEP}::int`;
  const lines = waiting.flatMap(({ number, sealedLine }) => openedLine(importId, number, sealedLine));
  const damaged = waiting.filter(({ number }) => lines.every((line) => line.number !== number));
  await settle(
    db(),
    damaged.map(({ number }) => ({ importId, number })),
    "REFUSED",
    "line_damaged",
  );
  for (const group of groupsWithoutRepetition(lines)) await importGroup(group, actor);
  const ids = lines.map(({ receiptheroId }) => receiptheroId);
  if (ids.length > 0) await releaseWaiting(db(), Prisma.sql`n."receiptheroId" = ANY (${ids})`, RELEASED);
}

/**
 * The content of a line; none if it was changed in the database.
 * @throws AppError `seal_key_missing`: the line can be read once the key is back
 */
function openedLine(importId: string, number: number, sealedLine: string): OpenLine[] {
  try {
    return [{ importId, number, ...openLine(sealedLine, importId, number) }];
  } catch (error) {
    if (error instanceof AppError && error.code === "seal_broken") return [];
    throw error;
  }
}

/** Splits lines into groups that name each connection once. Lines about the same connection are imported in their order. */
function groupsWithoutRepetition(lines: OpenLine[]): OpenLine[][] {
  const groups: OpenLine[][] = [];
  let seen = new Set<string>();
  for (const line of lines) {
    const last = groups.at(-1);
    if (last && !seen.has(line.receiptheroId)) {
      last.push(line);
    } else {
      seen = new Set();
      groups.push([line]);
    }
    seen.add(line.receiptheroId);
  }
  return groups;
}
