import "server-only";
import { type Actor, recordAuditEvents } from "@/lib/audit/record";
import { activate, type Grant } from "@/lib/connections/status";
import { db, type Transaction } from "@/lib/db/client";
import { eventOf, grantOf, type OpenLine } from "@/lib/imports/run/grant";
import { ConcurrentGrantError, importLine, PATIENCE } from "@/lib/imports/run/import-line";
import { settle } from "@/lib/imports/run/settle";
import { log } from "@/lib/log";
import { findOrCreateMerchants } from "@/lib/merchants/find-or-create";

/**
 * Imports lines whose connections were not here a moment ago, all in one transaction. That is five times as fast as one
 * transaction for each. If anything is in the way, each line is imported for itself.
 * @param lines that have no merchant and no connection in common
 * @throws any database error
 */
export async function importNew(lines: OpenLine[], actor: Actor): Promise<void> {
  try {
    await db().$transaction((tx) => storeAll(tx, lines, actor), PATIENCE);
  } catch (error) {
    if (!(error instanceof ConcurrentGrantError)) log.warn({ err: error }, "lines are imported one by one");
    for (const line of lines) await importLine(line, actor);
  }
}

async function storeAll(tx: Transaction, lines: OpenLine[], actor: Actor): Promise<void> {
  const wanted = lines.map(({ externalId, businessName: name }) => ({ externalId, name }));
  const merchants = await findOrCreateMerchants(tx, actor, wanted);
  const granted: [OpenLine, Grant][] = lines.flatMap((line) => {
    const merchant = merchants.get(line.externalId);
    return merchant ? [[line, grantOf(line, merchant.id, null)]] : [];
  });
  await lockListings(tx, [...merchants.values()]);
  // Sorted, so that two imports of the same lines do not wait for each other.
  for (const [, grant] of granted.toSorted(byId)) {
    if ((await activate(tx, grant)) !== "new") throw new ConcurrentGrantError();
  }
  await recordAuditEvents(
    tx,
    granted.map(([line, grant]) => eventOf(line, grant, actor)),
  );
  await settle(tx, lines, "IMPORTED");
}

/** Takes the locks that the triggers would take one after the other, in whatever order (prisma/functions/lock_listing.sql). */
async function lockListings(tx: Transaction, merchants: { id: string }[]): Promise<void> {
  await tx.$executeRaw`SELECT 1 FROM lock_listing(${merchants.map(({ id }) => id)}::uuid[])`;
}

function byId([{ receiptheroId: a }]: [OpenLine, Grant], [{ receiptheroId: b }]: [OpenLine, Grant]): number {
  return a < b ? -1 : 1;
}
