import "server-only";
import type { Reader } from "@/lib/principal";
import { Prisma } from "@/prisma/generated/client";

/** SQL: whether a reader still belongs to the merchant and is not disabled. For work that outlasts the request's check. */
export function stillReads({ id, merchant }: Reader): Prisma.Sql {
  return Prisma.sql`EXISTS (
    SELECT FROM "Member" b JOIN "User" u ON u.id = b."userId"
     WHERE b."merchantId" = ${merchant.id}::uuid AND b."userId" = ${id}::uuid AND u."disabledAt" IS NULL)`;
}
