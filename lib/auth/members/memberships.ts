import "server-only";
import { cache } from "react";
import { queryKept } from "@/lib/db/query-kept";
import { Prisma } from "@/prisma/generated/client";
import type { MemberRole } from "@/prisma/generated/enums";

/** How many businesses a list shows. The others are found by a search. */
export const MOST_LISTED = 100;

/** The order of a user's businesses: the one that was used last comes first. */
export const LAST_USED_FIRST = Prisma.sql`b."lastUsedAt" DESC NULLS LAST, b."createdAt" DESC, m.id`;

/** A business of a user, with their role there. */
export type Membership = {
  id: string;
  name: string;
  memberRole: MemberRole;
  /** Whether its use was noted in the last hour; null when it never was. */
  isNoted: boolean | null;
};

/**
 * The businesses of a user, the one that was used last first. Every page needs them for its header, so a request reads
 * them once, and looks there first for the role in one.
 */
export const listMemberships = cache(
  (userId: string): Promise<Membership[]> =>
    queryKept<Membership>(Prisma.sql`
    SELECT m.id, m.name, b.role AS "memberRole", b."lastUsedAt" >= now() - interval '1 hour' AS "isNoted"
      FROM "Member" b JOIN "Merchant" m ON m.id = b."merchantId"
     WHERE b."userId" = ${userId}::uuid ORDER BY ${LAST_USED_FIRST} LIMIT ${MOST_LISTED}`),
);
