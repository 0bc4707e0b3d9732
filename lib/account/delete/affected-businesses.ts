import "server-only";
import { db, type Transaction } from "@/lib/db/client";
import type { User } from "@/lib/principal";

/**
 * How a business is affected when a member deletes their account. `deleted`: the user is the last member.
 * `needs_owner`: the user is the last owner who can sign in, and there are other members. The account cannot be deleted then.
 */
export type AffectedBusiness = { merchantId: string; business: string; effect: "deleted" | "needs_owner" | "stays" };

/** How each of the user's businesses is affected when the account is deleted, ordered by merchant id. */
export function affectedBusinesses(user: User, tx: Transaction = db()): Promise<AffectedBusiness[]> {
  return tx.$queryRaw<AffectedBusiness[]>`
    SELECT b."merchantId", m.name AS business,
           CASE WHEN count(o."userId") = 0 THEN 'deleted'
                WHEN b.role = 'OWNER' AND count(u.id) FILTER (WHERE o.role = 'OWNER') = 0 THEN 'needs_owner'
                ELSE 'stays' END AS effect
      FROM "Member" b JOIN "Merchant" m ON m.id = b."merchantId"
           LEFT JOIN "Member" o ON o."merchantId" = b."merchantId" AND o."userId" <> b."userId"
           LEFT JOIN "User" u ON u.id = o."userId" AND u."disabledAt" IS NULL
     WHERE b."userId" = ${user.id}::uuid GROUP BY b."merchantId", m.name, b.role ORDER BY b."merchantId"`;
}
