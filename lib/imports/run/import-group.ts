import "server-only";
import type { Actor } from "@/lib/audit/record";
import { db } from "@/lib/db/client";
import type { OpenLine } from "@/lib/imports/run/grant";
import { ConcurrentGrantError, importLine, PATIENCE } from "@/lib/imports/run/import-line";
import { importNew } from "@/lib/imports/run/import-new";
import { isToken } from "@/lib/imports/run/known";
import { settle } from "@/lib/imports/run/settle";
import { log } from "@/lib/log";

/** How many transactions a group has at once, of those that import one line. */
const AT_ONCE = 3;

/**
 * Imports lines. New connections share one transaction. If anything is in its way, each half of their lines is tried
 * for itself, down to a single line.
 * @param lines that name each connection once
 * @throws any database error
 */
export async function importGroup(lines: OpenLine[], actor: Actor): Promise<void> {
  const { fresh, unchanged, single } = await sortByNeed(lines);
  await settle(db(), unchanged, "UNCHANGED");
  await importSingly(single, actor);
  const [only, ...more] = fresh;
  if (!only) return;
  if (more.length === 0) return importLine(only, actor);
  try {
    await db().$transaction((tx) => importNew(tx, fresh, actor), PATIENCE);
  } catch (error) {
    if (!(error instanceof ConcurrentGrantError)) log.warn({ err: error }, "lines are imported in smaller groups");
    const middle = Math.ceil(fresh.length / 2);
    await importGroup(fresh.slice(0, middle), actor);
    await importGroup(fresh.slice(middle), actor);
  }
}

/**
 * Sorts lines by what they need. `unchanged`: the merchant has the connection with the same token, as most lines of a
 * repeated import. `single`: the connection is here and may have to change, or a line before is about the same merchant
 * and such a connection. `fresh`: the connection is not here.
 */
async function sortByNeed(lines: OpenLine[]): Promise<Record<"fresh" | "unchanged" | "single", OpenLine[]>> {
  const known = await db().connection.findMany({
    where: { receiptheroId: { in: lines.map(({ receiptheroId }) => receiptheroId) } },
    select: { receiptheroId: true, status: true, sealedToken: true, merchant: { select: { externalId: true } } },
  });
  const byId = new Map(known.map((connection) => [connection.receiptheroId, connection]));
  const changing = new Set<string>();
  const needOf = ({ receiptheroId, externalId, accessToken }: OpenLine) => {
    const connection = byId.get(receiptheroId);
    if (!connection) return changing.has(externalId) ? "single" : "fresh";
    const isSame = connection.status === "ACTIVE" && connection.merchant.externalId === externalId;
    if (isSame && isToken(connection.sealedToken, receiptheroId, accessToken)) return "unchanged";
    changing.add(externalId);
    return "single";
  };
  const { fresh = [], unchanged = [], single = [] } = Object.groupBy(lines, needOf);
  return { fresh, unchanged, single };
}

/** Imports each line in a transaction of its own, those about the same merchant one after the other. */
async function importSingly(lines: OpenLine[], actor: Actor): Promise<void> {
  const queue = Map.groupBy(lines, ({ externalId }) => externalId).values();
  const workThrough = async () => {
    for (const ofMerchant of queue) {
      for (const line of ofMerchant) await importLine(line, actor);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, workThrough));
}
