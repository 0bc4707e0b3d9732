import "server-only";
import { LAST_USED_FIRST, listMemberships, MOST_LISTED } from "@/lib/auth/members/memberships";
import { db } from "@/lib/db/client";
import { escapeLike } from "@/lib/db/conditions";
import type { User } from "@/lib/principal";
import type { MemberRole } from "@/prisma/generated/enums";

/** A business of the user, as the switch in the header shows it. */
export type OwnBusiness = { id: string; name: string };

/** The user's businesses, the one that was used last first, for the header of every page. */
export async function listOwnBusinesses(user: User): Promise<OwnBusiness[]> {
  const memberships = await listMemberships(user.id);
  return memberships.map(({ id, name }) => ({ id, name }));
}

type BusinessRow = OwnBusiness & { memberRole: MemberRole; connections: number; attention: number };

/**
 * The user's businesses with what needs attention in each, the one that was used last first.
 * @param search a part of the name, however short, because no user's list needs an index; "" finds all
 * @returns at most one more than `MOST_LISTED`. `connections` counts those that are not disconnected. `attention` counts
 * those that ReceiptHero refuses or that miss receipts, and those that ReceiptHero disconnected unnoticed
 */
export function searchOwnBusinesses(user: User, search: string): Promise<BusinessRow[]> {
  return db().$queryRaw<BusinessRow[]>`
    SELECT m.id, m.name, b.role AS "memberRole", counted.connections, counted.attention
      FROM "Member" b JOIN "Merchant" m ON m.id = b."merchantId",
           LATERAL (SELECT count(*) FILTER (WHERE status <> 'DISCONNECTED')::int AS connections,
                           count(*) FILTER (WHERE health IN ('unauthorized', 'overdue', 'quiet')
                                               OR status = 'DISCONNECTED' AND "disconnectedBy" = 'RECEIPTHERO'
                                                  AND "noticeReadAt" IS NULL)::int AS attention
                      FROM "Connection" c WHERE c."merchantId" = m.id) counted
     WHERE b."userId" = ${user.id}::uuid AND m.name ILIKE ${`%${escapeLike(search)}%`}
     ORDER BY ${LAST_USED_FIRST} LIMIT ${MOST_LISTED + 1}`;
}
