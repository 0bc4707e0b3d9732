import "server-only";
import type { Actor } from "@/lib/audit/record";
import { db } from "@/lib/db/client";
import { openLine } from "@/lib/imports/row";
import type { OpenLine } from "@/lib/imports/run/grant";
import { importLine } from "@/lib/imports/run/import-line";
import { importNew } from "@/lib/imports/run/import-new";
import { isToken } from "@/lib/imports/run/known";
import { settle } from "@/lib/imports/run/settle";
import { releaseWaiting } from "@/lib/notifications/state";
import { Prisma } from "@/prisma/generated/client";

/** How many lines a step imports, and how many transactions it has at once. */
const STEP = 200;
const AT_ONCE = 3;

/** How many new connections one transaction stores. */
const TOGETHER = 20;

/** How many waiting notifications are released together with new connections. The sweep releases the rest. */
const RELEASED = 1_000;

/** Imports the next lines of an import. A step takes seconds. */
export async function importBatch(importId: string, actor: Actor): Promise<void> {
  const waiting = await db().$queryRaw<{ number: number; sealedLine: string }[]>`
    SELECT number, "sealedLine" FROM "ImportLine" WHERE "importId" = ${importId}::uuid AND state = 'WAITING'
     ORDER BY number LIMIT ${STEP}::int`;
  const lines = waiting.map(({ number, sealedLine }) => {
    return { importId, number, ...openLine(sealedLine, importId, number) };
  });
  for (const group of independentGroups(lines)) await importGroup(group, actor);
  const ids = lines.map(({ receiptheroId }) => receiptheroId);
  if (ids.length > 0) await releaseWaiting(db(), Prisma.sql`n."receiptheroId" IN (${Prisma.join(ids)})`, RELEASED);
}

/**
 * Splits lines into groups whose lines have nothing in common, so that those of one group can be imported at once. Lines
 * about the same connection or merchant are imported in their order.
 */
function independentGroups(lines: OpenLine[]): OpenLine[][] {
  const groups: OpenLine[][] = [];
  let seen = new Set<string>();
  for (const line of lines) {
    const keys = [`connection ${line.receiptheroId}`, `merchant ${line.externalId}`];
    const last = groups.at(-1);
    if (last && !keys.some((key) => seen.has(key))) {
      last.push(line);
    } else {
      seen = new Set();
      groups.push([line]);
    }
    for (const key of keys) seen.add(key);
  }
  return groups;
}

async function importGroup(lines: OpenLine[], actor: Actor): Promise<void> {
  const { fresh, unchanged, others } = await sortByNeed(lines);
  await settle(db(), unchanged, "UNCHANGED");
  const tasks = [
    ...inChunks(fresh).map((chunk) => () => importNew(chunk, actor)),
    ...others.map((line) => () => importLine(line, actor)),
  ];
  const queue = tasks.values();
  const workThrough = async () => {
    for (const task of queue) await task();
  };
  await Promise.all(Array.from({ length: AT_ONCE }, workThrough));
}

/**
 * Sorts lines by what they need. `fresh`: the connection is not here. `unchanged`: the merchant has the connection with
 * the same token, as most lines of a repeated import.
 */
async function sortByNeed(lines: OpenLine[]): Promise<Record<"fresh" | "unchanged" | "others", OpenLine[]>> {
  const known = await db().connection.findMany({
    where: { receiptheroId: { in: lines.map(({ receiptheroId }) => receiptheroId) } },
    select: { receiptheroId: true, status: true, sealedToken: true, merchant: { select: { externalId: true } } },
  });
  const byId = new Map(known.map((connection) => [connection.receiptheroId, connection]));
  const needOf = ({ receiptheroId, externalId, accessToken }: OpenLine) => {
    const connection = byId.get(receiptheroId);
    if (!connection) return "fresh";
    const isSame = connection.status === "ACTIVE" && connection.merchant.externalId === externalId;
    return isSame && isToken(connection.sealedToken, receiptheroId, accessToken) ? "unchanged" : "others";
  };
  const { fresh = [], unchanged = [], others = [] } = Object.groupBy(lines, needOf);
  return { fresh, unchanged, others };
}

function inChunks(lines: OpenLine[]): OpenLine[][] {
  const count = Math.ceil(lines.length / TOGETHER);
  return Array.from({ length: count }, (_, n) => lines.slice(n * TOGETHER, (n + 1) * TOGETHER));
}
