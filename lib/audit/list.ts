import "server-only";
import { type AuditFilter, isImpersonal } from "@/lib/audit/filter";
import { findAuditEvents } from "@/lib/audit/query";
import { db } from "@/lib/db/client";
import { readableEmailAddress } from "@/lib/email-address";
import type { Staff } from "@/lib/principal";

/** How many events a page has. */
const PAGE = 50;

/**
 * A page of the audit log, with names for the ids in it, because the log itself has no names. A deleted user or
 * merchant has no name.
 * @param before only events older than this one; null: the newest
 */
export async function listAuditEvents(_staff: Staff, filter: AuditFilter, before: bigint | null) {
  const found = await findAuditEvents(filter, before, PAGE + 1);
  const events = found.slice(0, PAGE);
  const { actor, merchant } = filter;
  const [people, merchants] = await Promise.all([
    db().user.findMany({
      where: { id: { in: idsOf([...events.map(({ actorId }) => actorId), isImpersonal(actor) ? null : actor]) } },
      select: { id: true, email: true },
    }),
    db().merchant.findMany({
      where: { id: { in: idsOf([...events.map(({ merchantId }) => merchantId), merchant]) }, deletedAt: null },
      select: { id: true, name: true },
    }),
  ]);
  return {
    events,
    /** The cursor of the next page, if there is one. */
    older: found.length > PAGE ? (events.at(-1)?.id ?? null) : null,
    emails: new Map(people.map(({ id, email }) => [id, readableEmailAddress(email)])),
    businesses: new Map(merchants.map(({ id, name }) => [id, name])),
  };
}

export type AuditPage = Awaited<ReturnType<typeof listAuditEvents>>;

function idsOf(ids: (string | null)[]): string[] {
  return [...new Set(ids.filter((id) => id !== null))];
}
