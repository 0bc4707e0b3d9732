import "server-only";
import { sha256 } from "@/lib/crypto/tokens";
import { db, type Transaction } from "@/lib/db/client";
import type { User } from "@/lib/principal";

/**
 * How a business is affected when a member leaves it or deletes their account. `deleted`: the user is the last member, and
 * an owner. `without_members`: the user is the last member, but no owner, so the business is not theirs to delete.
 * `needs_owner`: the user is the last owner who can sign in, and there are other members. The user cannot go then.
 */
export const effects = ["deleted", "without_members", "needs_owner", "stays"] as const;
export type Effect = (typeof effects)[number];

/** A business of a user, and how it is affected when the user goes. */
export type AffectedBusiness = { merchantId: string; business: string; effect: Effect };

/**
 * How the user's businesses are affected when the user goes, ordered by merchant id.
 * @param merchantId only this one; by default, all
 */
export function affectedBusinesses(
  user: Pick<User, "id">,
  merchantId: string | null = null,
  tx: Transaction = db(),
): Promise<AffectedBusiness[]> {
  return tx.$queryRaw<AffectedBusiness[]>`
    SELECT b."merchantId", m.name AS business,
           CASE WHEN count(o."userId") = 0 THEN CASE b.role WHEN 'OWNER' THEN 'deleted' ELSE 'without_members' END
                WHEN b.role = 'OWNER' AND count(u.id) FILTER (WHERE o.role = 'OWNER') = 0 THEN 'needs_owner'
                ELSE 'stays' END AS effect
      FROM "Member" b JOIN "Merchant" m ON m.id = b."merchantId"
           LEFT JOIN "Member" o ON o."merchantId" = b."merchantId" AND o."userId" <> b."userId"
           LEFT JOIN "User" u ON u.id = o."userId" AND u."disabledAt" IS NULL
     WHERE b."userId" = ${user.id}::uuid AND (${merchantId}::uuid IS NULL OR b."merchantId" = ${merchantId}::uuid)
     GROUP BY b."merchantId", m.name, b.role ORDER BY b."merchantId"`;
}

/** Marks a form with the effects that its page showed. Another effect of any business gives another mark. */
export function markOfEffects(shown: AffectedBusiness[]): string {
  return sha256(JSON.stringify(shown.map(({ merchantId, effect }) => [merchantId, effect])));
}
