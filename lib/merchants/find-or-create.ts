import "server-only";
import { type Actor, recordAuditEvents } from "@/lib/audit/record";
import type { Transaction } from "@/lib/db/client";

/** How often to look again. Twice a number changed hands between two statements of ours, which nobody does by hand. */
const ATTEMPTS = 3;

type WantedMerchant = { externalId: string; name: string };

/** `isNew`: this transaction created it. */
type FoundMerchant = { id: string; name: string; isNew: boolean };

/**
 * Finds the merchant with an external ID, or creates it, without members. Concurrent transactions create one: the others
 * wait for the first, and find its merchant. The merchant can neither be erased nor lose the number until the
 * transaction ends. Erasing takes the external ID away, so a deleted merchant is never found: its number is free again.
 * @param actor who causes it, for the audit log
 * @param wanted the external ID, and the name for a new merchant; an existing one keeps its own
 * @throws when the number keeps changing hands, which a retry solves
 */
export async function findOrCreateMerchant(
  tx: Transaction,
  actor: Actor,
  wanted: WantedMerchant,
): Promise<FoundMerchant> {
  const found = (await findOrCreateMerchants(tx, actor, [wanted])).get(wanted.externalId);
  if (!found) throw new Error("a merchant was neither found nor created");
  return found;
}

/**
 * As `findOrCreateMerchant`, for several merchants. They are locked in the order of their numbers, so that two
 * transactions do not wait for each other.
 * @param wanted each external ID once
 * @returns them all, by external ID
 */
export async function findOrCreateMerchants(
  tx: Transaction,
  actor: Actor,
  wanted: WantedMerchant[],
): Promise<Map<string, FoundMerchant>> {
  const found = new Map<string, FoundMerchant>();
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    for (const { externalId, ...merchant } of await find(tx, without(wanted, found))) {
      found.set(externalId, { ...merchant, isNew: false });
    }
    const missing = without(wanted, found);
    if (missing.length === 0) return found;
    const created = await create(tx, missing);
    const events = created.map(({ id }) => ({ actor, action: "merchant.created" as const, merchantId: id }));
    if (events.length > 0) await recordAuditEvents(tx, events);
    for (const { externalId, ...merchant } of created) found.set(externalId, { ...merchant, isNew: true });
    if (created.length === missing.length) return found;
  }
  throw new Error("the external ID of a merchant keeps changing hands");
}

const without = (wanted: WantedMerchant[], found: Map<string, unknown>) =>
  wanted.filter(({ externalId }) => !found.has(externalId));

type Row = WantedMerchant & { id: string };

/** FOR SHARE waits while another transaction has locked a merchant (lock.ts), for example to erase it, and keeps others from it. */
function find(tx: Transaction, wanted: WantedMerchant[]): Promise<Row[]> {
  const externalIds = wanted.map(({ externalId }) => externalId);
  return tx.$queryRaw<Row[]>`
    SELECT id, name, "externalId" FROM "Merchant" WHERE "externalId" = ANY (${externalIds}) ORDER BY "externalId" FOR SHARE`;
}

/** @returns those that no other transaction has created at the same time */
function create(tx: Transaction, missing: WantedMerchant[]): Promise<Row[]> {
  const [externalIds, names] = [missing.map(({ externalId }) => externalId), missing.map(({ name }) => name)];
  return tx.$queryRaw<Row[]>`
    INSERT INTO "Merchant" (name, "externalId")
    SELECT name, number FROM unnest(${externalIds}::text[], ${names}::text[]) AS missing (number, name) ORDER BY number
    ON CONFLICT ("externalId") DO NOTHING RETURNING id, name, "externalId"`;
}
