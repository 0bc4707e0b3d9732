import "server-only";
import { db } from "@/lib/db/client";
import type { Member, Viewer } from "@/lib/principal";

/** How many notices are shown at once. The next ones follow when these are acknowledged. */
const LIMIT = 3;

/** The merchant's connections that ReceiptHero disconnected, and whose notice no member has acknowledged yet. */
export function unreadNotices(viewer: Viewer) {
  return db().connection.findMany({
    where: {
      merchantId: viewer.merchant.id,
      status: "DISCONNECTED",
      disconnectedBy: "RECEIPTHERO",
      noticeReadAt: null,
    },
    orderBy: { disconnectedAt: "asc" },
    take: LIMIT,
    select: { receiptheroId: true, label: true, disconnectedAt: true },
  });
}

/** Records that the merchant has acknowledged a disconnect. Another merchant's connection is not found. */
export async function markNoticeRead(member: Member, receiptheroId: string): Promise<void> {
  await db().$executeRaw`
    UPDATE "Connection" SET "noticeReadAt" = now()
     WHERE "receiptheroId" = ${receiptheroId} AND "merchantId" = ${member.merchant.id}::uuid AND status = 'DISCONNECTED'
       AND "noticeReadAt" IS NULL`;
}
