import "server-only";
import type { MerchantUser } from "@/lib/auth/session";
import { toPairs } from "@/lib/connections/metadata";
import { db } from "@/lib/db";
import { receiptheroIdSchema } from "@/lib/receipthero/id";

/** How long a change counts as just made, for the sentence that says so. Milliseconds. */
const JUST_NOW = 5 * 60 * 1000;

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
      removedBy: true,
      lastNotificationAt: true,
      health: true,
      usualGap: true,
      gapFrom: true,
      unauthorizedReason: true,
      revokingSince: true,
      replaces: { select: { receiptheroId: true, label: true } },
      replacedBy: { select: { receiptheroId: true, label: true }, orderBy: { connectedAt: "desc" }, take: 1 },
    },
  });
  if (!found) return null;
  const { partnerMetadata, replacedBy, ...connection } = found;
  const modifiedJustNow = connection.modifiedAt !== null && Date.now() - connection.modifiedAt.getTime() < JUST_NOW;
  return { ...connection, modifiedJustNow, replacedBy: replacedBy[0] ?? null, metadata: toPairs(partnerMetadata) };
}

export type Connection = NonNullable<Awaited<ReturnType<typeof getConnection>>>;
