import "server-only";
import { db } from "@/lib/db/client";
import { containsPattern } from "@/lib/db/conditions";
import { afterCursor, type Cursor, NEWEST_FIRST, orderBy, PAGE_SIZE, toPage } from "@/lib/db/keyset";
import { searchableAddress } from "@/lib/email-address";
import type { Staff } from "@/lib/principal";
import { Prisma } from "@/prisma/generated/client";
import type { Role } from "@/prisma/generated/enums";

/** A user's businesses are counted up to this number. One more means "more than". */
export const MOST_COUNTED = 99;

type UserRow = {
  id: string;
  email: string;
  name: string | null;
  role: Role;
  createdAt: Date;
  disabledAt: Date | null;
  merchantId: string | null;
  business: string | null;
  businesses: number;
};

type UsersQuery = { search: string; role: Role | null; disabled: boolean; after: Cursor | null };

/**
 * A page of all users, newest first.
 * @param query `search`: a substring of the email or the name; ignored if it has fewer than three characters.
 * `disabled`: only those who may not sign in
 * @returns `business` is the one that the user joined first; `businesses` counts them up to one more than `MOST_COUNTED`
 */
export async function listUsers(_staff: Staff, { search, role, disabled, after }: UsersQuery) {
  const pattern = containsPattern(search);
  const parts = [
    pattern && Prisma.sql`(t.email ILIKE ${containsPattern(searchableAddress(search))} OR t.name ILIKE ${pattern})`,
    role && Prisma.sql`t.role = ${role}::"Role"`,
    // Repeats the predicate of the partial index over the few users who are not merchants.
    role && role !== "MERCHANT" && Prisma.sql`t.role <> 'MERCHANT'`,
    disabled && Prisma.sql`t."disabledAt" IS NOT NULL`,
    afterCursor(NEWEST_FIRST, after, "t."),
  ].filter((part) => part instanceof Prisma.Sql);
  const rows = await db().$queryRaw<UserRow[]>`
    SELECT t.id, t.email, t.name, t.role, t."createdAt", t."disabledAt", first.id AS "merchantId",
           first.name AS business, joined.n AS businesses
      FROM "User" t
           LEFT JOIN LATERAL (SELECT m.id, m.name FROM "Member" b JOIN "Merchant" m ON m.id = b."merchantId"
             WHERE b."userId" = t.id ORDER BY b."createdAt", m.id LIMIT 1) first ON TRUE,
           LATERAL (SELECT count(*)::int AS n FROM
             (SELECT 1 FROM "Member" WHERE "userId" = t.id LIMIT ${MOST_COUNTED + 1}) one) joined
     WHERE ${Prisma.join(parts, " AND ")}
     ORDER BY ${orderBy(NEWEST_FIRST, "t.")} LIMIT ${PAGE_SIZE + 1}`;
  return toPage(NEWEST_FIRST, rows);
}
