import "server-only";
import { type Actor, recordAuditEvents } from "@/lib/audit/record";
import { addConnections, type Grant } from "@/lib/connections/status";
import type { Transaction } from "@/lib/db/client";
import { eventOf, grantOf, type OpenLine } from "@/lib/imports/run/grant";
import { ConcurrentGrantError } from "@/lib/imports/run/import-line";
import { settle } from "@/lib/imports/run/settle";
import { findOrCreateMerchants } from "@/lib/merchants/find-or-create";

/**
 * Imports lines whose connections are not here, with a few statements for all of them.
 * @param tx may be rolled back: then nothing is imported
 * @param lines that have no connection in common. Of several lines about a merchant, the first gives a new one its name
 * @throws ConcurrentGrantError when another transaction has stored one of the connections, or the result of a line; any
 * database error
 */
export async function importNew(tx: Transaction, lines: OpenLine[], actor: Actor): Promise<void> {
  // First, because another worker that runs the same step then waits here, and not while it holds other locks.
  if ((await settle(tx, lines, "IMPORTED")) < lines.length) throw new ConcurrentGrantError();
  const merchants = await findOrCreateMerchants(tx, actor, merchantsOf(lines));
  const granted: [OpenLine, Grant][] = lines.flatMap((line) => {
    const merchant = merchants.get(line.externalId);
    return merchant ? [[line, grantOf(line, merchant.id, null)]] : [];
  });
  await recordAuditEvents(
    tx,
    granted.map(([line, grant]) => eventOf(line, grant, actor)),
  );
  const added = await addConnections(
    tx,
    granted.map(([, grant]) => grant),
  );
  if (added < lines.length) throw new ConcurrentGrantError();
}

/** The merchants of some lines, each once, with the name that the first line gives. */
function merchantsOf(lines: OpenLine[]): { externalId: string; name: string }[] {
  const names = new Map<string, string>();
  for (const { externalId, businessName } of lines) {
    if (!names.has(externalId)) names.set(externalId, businessName);
  }
  return [...names].map(([externalId, name]) => ({ externalId, name }));
}
