import "server-only";
import { type AuditFilter, isImpersonal } from "@/lib/audit/filter";
import { EVENT_ORDER, findAuditEvents } from "@/lib/audit/query";
import { keyNamesOf } from "@/lib/audit/resolve-actors";
import { type Cursor, PAGE_SIZE, toPage } from "@/lib/db/keyset";
import { readTogether } from "@/lib/db/together";
import { readableEmailAddress } from "@/lib/email-address";
import type { Staff } from "@/lib/principal";
import { Prisma } from "@/prisma/generated/client";

/**
 * A page of the audit log, with names for the ids in it, because the log itself has no names. A deleted user or
 * merchant has no name.
 * @param after the last event of the previous page; null for the newest
 */
export async function listAuditEvents(_staff: Staff, filter: AuditFilter, after: Cursor | null) {
  const found = await findAuditEvents(filter, after, PAGE_SIZE + 1);
  const { rows: events, next } = toPage(EVENT_ORDER, found);
  const { actor, merchant } = filter;
  const userIds = idsOf([...events.map(({ actorId }) => actorId), isImpersonal(actor) ? null : actor]);
  const merchantIds = idsOf([...events.map(({ merchantId }) => merchantId), merchant]);
  const [{ users, merchants }, keyNames] = await Promise.all([
    readTogether<{ users: { id: string; email: string }; merchants: { id: string; name: string } }>({
      users: Prisma.sql`SELECT id, email FROM "User" WHERE id = ANY (${userIds}::uuid[])`,
      merchants: Prisma.sql`
        SELECT id, name FROM "Merchant" WHERE id = ANY (${merchantIds}::uuid[]) AND "deletedAt" IS NULL`,
    }),
    keyNamesOf(events),
  ]);
  return {
    events,
    /** The cursor of the next page, if there is one. */
    next,
    emails: new Map(users.map(({ id, email }) => [id, readableEmailAddress(email)])),
    keyNames,
    businesses: new Map(merchants.map(({ id, name }) => [id, name])),
  };
}

export type AuditPage = Awaited<ReturnType<typeof listAuditEvents>>;

function idsOf(ids: (string | null)[]): string[] {
  return [...new Set(ids.filter((id) => id !== null))];
}
