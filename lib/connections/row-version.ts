import "server-only";
import { db } from "@/lib/db/client";
import type { MerchantUser } from "@/lib/principal";
import { receiptheroIdSchema } from "@/lib/receipthero/id";

/**
 * A value that changes whenever one of the merchant's connections changes: the row's version in PostgreSQL.
 * @returns null when there is no such connection, or it is another merchant's
 */
export async function connectionVersion(user: MerchantUser, receiptheroId: string): Promise<string | null> {
  if (!receiptheroIdSchema.safeParse(receiptheroId).success) return null;
  const [row] = await db().$queryRaw<{ version: string }[]>`
    SELECT xmin::text AS version FROM "Connection"
     WHERE "receiptheroId" = ${receiptheroId} AND "merchantId" = ${user.merchant.id}::uuid`;
  return row?.version ?? null;
}
