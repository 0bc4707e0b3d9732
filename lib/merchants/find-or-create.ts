import "server-only";
import { type Actor, recordAuditEvent } from "@/lib/audit/record";
import type { Transaction } from "@/lib/db/client";

/** How often to look again. Twice the number changed hands between two statements of ours, which nobody does by hand. */
const ATTEMPTS = 3;

/** `isNew`: this transaction created it. */
type FoundMerchant = { id: string; name: string; isNew: boolean };

/**
 * Finds the merchant with an external ID, or creates it, without members. Concurrent transactions create one: the others
 * wait for the first, and find its merchant. The merchant can neither be erased nor lose the number until the
 * transaction ends. Erasing takes the external ID away, so a deleted merchant is never found: its number is free again.
 * @param actor who causes it, for the audit log
 * @param merchant the external ID, and the name for a new merchant; an existing one keeps its own
 * @throws when the number keeps changing hands, which a retry solves
 */
export async function findOrCreateMerchant(
  tx: Transaction,
  actor: Actor,
  { externalId, name }: { externalId: string; name: string },
): Promise<FoundMerchant> {
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    const found = await find(tx, externalId);
    if (found) return { ...found, isNew: false };
    const [created] = await tx.$queryRaw<{ id: string }[]>`
      INSERT INTO "Merchant" (name, "externalId") VALUES (${name}, ${externalId})
      ON CONFLICT ("externalId") DO NOTHING RETURNING id`;
    if (!created) continue;
    await recordAuditEvent(tx, { actor, action: "merchant.created", merchantId: created.id });
    return { id: created.id, name, isNew: true };
  }
  throw new Error("the external ID of a merchant keeps changing hands");
}

/** FOR SHARE waits while another transaction has locked the merchant (lock.ts), for example to erase it, and keeps others from it. */
async function find(tx: Transaction, externalId: string): Promise<{ id: string; name: string } | undefined> {
  const [found] = await tx.$queryRaw<{ id: string; name: string }[]>`
    SELECT id, name FROM "Merchant" WHERE "externalId" = ${externalId} FOR SHARE`;
  return found;
}
