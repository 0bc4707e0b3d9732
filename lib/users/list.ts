import "server-only";
import { db } from "@/lib/db/client";
import { containsPattern } from "@/lib/db/conditions";
import { afterCursor, type Cursor, NEWEST_FIRST, orderBy, PAGE_SIZE, toPage } from "@/lib/db/keyset";
import { searchableAddress } from "@/lib/email-address";
import type { Staff } from "@/lib/principal";
import { Prisma } from "@/prisma/generated/client";
import type { Role } from "@/prisma/generated/enums";

type UserRow = {
  id: string;
  email: string;
  name: string | null;
  role: Role;
  createdAt: Date;
  disabledAt: Date | null;
  merchantId: string | null;
  business: string | null;
};

type UsersQuery = { search: string; role: Role | null; disabled: boolean; after: Cursor | null };

/**
 * A page of all users, newest first.
 * @param query `search`: a substring of the email or the name; ignored if it has fewer than three characters.
 * `disabled`: only those who may not sign in
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
    SELECT t.id, t.email, t.name, t.role, t."createdAt", t."disabledAt", m.id AS "merchantId", m.name AS business
      FROM "User" t LEFT JOIN "Merchant" m ON m.id = t."merchantId"
     WHERE ${Prisma.join(parts, " AND ")}
     ORDER BY ${orderBy(NEWEST_FIRST, "t.")} LIMIT ${PAGE_SIZE + 1}`;
  return toPage(NEWEST_FIRST, rows);
}
