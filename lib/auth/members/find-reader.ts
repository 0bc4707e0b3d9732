import "server-only";
import { cache } from "react";
import { z } from "zod";
import { listMemberships, type Membership, MOST_LISTED } from "@/lib/auth/members/memberships";
import { orUnavailable } from "@/lib/auth/sessions/or-unavailable";
import { db } from "@/lib/db/client";
import type { Reader, User } from "@/lib/principal";
import { receiptheroIdSchema } from "@/lib/receipthero/id";
import { Prisma } from "@/prisma/generated/client";

// Each function asks the database once per request.

type MemberRow = Pick<Membership, "id" | "name" | "memberRole">;

/**
 * The user as a reader of a merchant, or null if the user does not belong to it.
 * @param merchantId from a path or a form, so it is untrusted
 * @throws AppError `storage_unavailable`
 */
export const findReader = cache(async (user: User, merchantId: unknown): Promise<Reader | null> => {
  // PostgreSQL takes capitals in an id for the same.
  const id = z.uuid().safeParse(merchantId).data?.toLowerCase();
  if (id === undefined) return null;
  const listed = await orUnavailable(listMemberships(user.id));
  const membership = listed.find((one) => one.id === id);
  if (membership) return readerOf(user, membership);
  return listed.length < MOST_LISTED ? null : find(user, Prisma.sql`b."merchantId" = ${id}::uuid`);
});

/**
 * The user as a reader of the merchant to which a connection belongs, or null if the user does not belong to it. A
 * missing connection gives null as well.
 * @param receiptheroId from a path or a form, so it is untrusted
 * @throws AppError `storage_unavailable`
 */
export const findReaderOfConnection = cache(async (user: User, receiptheroId: unknown): Promise<Reader | null> => {
  const id = receiptheroIdSchema.safeParse(receiptheroId).data;
  if (id === undefined) return null;
  return find(user, Prisma.sql`b."merchantId" = (SELECT "merchantId" FROM "Connection" WHERE "receiptheroId" = ${id})`);
});

async function find(user: User, condition: Prisma.Sql): Promise<Reader | null> {
  const [row] = await orUnavailable(
    db().$queryRaw<MemberRow[]>`
      SELECT m.id, m.name, b.role AS "memberRole" FROM "Member" b JOIN "Merchant" m ON m.id = b."merchantId"
       WHERE b."userId" = ${user.id}::uuid AND ${condition}`,
  );
  return row ? readerOf(user, row) : null;
}

function readerOf(user: User, { id, name, memberRole }: MemberRow): Reader {
  return { ...user, merchant: { id, name }, memberRole } as Reader;
}
