import "server-only";
import { db } from "@/lib/db/client";
import type { Viewer } from "@/lib/principal";
import { receiptheroIdSchema } from "@/lib/receipthero/id";

/**
 * A value that changes whenever one of the merchant's connections changes: the row's version in PostgreSQL.
 * @returns null when there is no such connection, or it is another merchant's
 */
export async function connectionVersion(viewer: Viewer, receiptheroId: string): Promise<string | null> {
  if (!receiptheroIdSchema.safeParse(receiptheroId).success) return null;
  const [row] = await db().$queryRaw<{ version: string }[]>`
    SELECT xmin::text AS version FROM "Connection"
     WHERE "receiptheroId" = ${receiptheroId} AND "merchantId" = ${viewer.merchant.id}::uuid`;
  return row?.version ?? null;
}
