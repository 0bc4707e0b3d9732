import "server-only";
import { db } from "@/lib/db/client";
import type { MerchantUser } from "@/lib/principal";

/** As many as are told at once; the next come when these are read. */
const LIMIT = 3;

/** The merchant's connections that ReceiptHero ended, and of which nobody there has confirmed to know yet. */
export function unreadNotices(user: MerchantUser) {
  return db().connection.findMany({
    where: { merchantId: user.merchant.id, status: "REMOVED", removedBy: "RECEIPTHERO", endReadAt: null },
    orderBy: { removedAt: "asc" },
    take: LIMIT,
    select: { receiptheroId: true, label: true, removedAt: true },
  });
}

/** Notes that the merchant knows of the end of a connection. Another merchant's is not found. */
export async function markEndRead(user: MerchantUser, receiptheroId: string): Promise<void> {
  await db().$executeRaw`
    UPDATE "Connection" SET "endReadAt" = now()
     WHERE "receiptheroId" = ${receiptheroId} AND "merchantId" = ${user.merchant.id}::uuid AND status = 'REMOVED'
       AND "endReadAt" IS NULL`;
}
