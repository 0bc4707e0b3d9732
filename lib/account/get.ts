import "server-only";
import { db } from "@/lib/db/client";
import type { MerchantUser } from "@/lib/principal";

/** How many members, and how many open invitations, the page shows. A merchant usually has a handful. */
const LIMIT = 100;

/** An invitation that can still be accepted. */
export type OpenInvitation = { id: string; email: string; expiresAt: Date };

/** The user and the members of the same merchant, for the settings page. The user comes first. */
export async function getAccount(user: MerchantUser) {
  const merchantId = user.merchant.id;
  const [self, others, invitations] = await Promise.all([
    db().user.findUniqueOrThrow({ where: { id: user.id }, select: { name: true, locale: true } }),
    db().user.findMany({
      where: { merchantId, id: { not: user.id } },
      orderBy: [{ createdAt: "asc" }, { id: "asc" }],
      take: LIMIT,
      select: { id: true, name: true, email: true },
    }),
    db().$queryRaw<OpenInvitation[]>`
      SELECT id, email, "expiresAt" FROM "Invitation"
       WHERE "merchantId" = ${merchantId}::uuid AND "usedAt" IS NULL AND "expiresAt" > now()
       ORDER BY "createdAt" LIMIT ${LIMIT}`,
  ]);
  const { name, locale } = self;
  return { business: user.merchant.name, name, email: user.email, locale, others, invitations };
}
