import "server-only";
import type { Actor } from "@/lib/audit/record";
import { db } from "@/lib/db/client";
import { openLine } from "@/lib/imports/row";
import type { OpenLine } from "@/lib/imports/run/grant";
import { importGroup } from "@/lib/imports/run/import-group";
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
  const lines = waiting.map(({ number, sealedLine }) => {
    return { importId, number, ...openLine(sealedLine, importId, number) };
  });
  for (const group of groupsWithoutRepetition(lines)) await importGroup(group, actor);
  const ids = lines.map(({ receiptheroId }) => receiptheroId);
  if (ids.length > 0) await releaseWaiting(db(), Prisma.sql`n."receiptheroId" = ANY (${ids})`, RELEASED);
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
