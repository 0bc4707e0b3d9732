import "server-only";
import type { MerchantUser } from "@/lib/auth/session";
import { toPairs } from "@/lib/connections/metadata";
import { db } from "@/lib/db";
import { receiptheroIdSchema } from "@/lib/receipthero/token";

/** One of the merchant's connections, or null: another merchant's is not found, as one that does not exist. */
export async function getConnection(user: MerchantUser, receiptheroId: string) {
  if (!receiptheroIdSchema.safeParse(receiptheroId).success) return null;
  const found = await db().connection.findUnique({
    where: { receiptheroId, merchantId: user.merchant.id },
    select: {
      receiptheroId: true,
      label: true,
      scopes: true,
      status: true,
      partnerMetadata: true,
      connectedAt: true,
      modifiedAt: true,
      removedAt: true,
      lastNotificationAt: true,
    },
  });
  if (!found) return null;
  const { partnerMetadata, ...connection } = found;
  return { ...connection, metadata: toPairs(partnerMetadata) };
}
