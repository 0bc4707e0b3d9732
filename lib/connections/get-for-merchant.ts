import "server-only";
import { metadataDrift } from "@/lib/connections/metadata/drift";
import { isOwnKey, toPairs } from "@/lib/connections/metadata/metadata";
import { db } from "@/lib/db/client";
import type { Viewer } from "@/lib/principal";
import { receiptheroIdSchema } from "@/lib/receipthero/id";

/** How long a page says that a change has just been made. Milliseconds. */
const JUST_NOW = 5 * 60 * 1000;

/**
 * One of the merchant's connections, or null. Another merchant's connection is not found either.
 * @returns `drift` compares the metadata with ReceiptHero's values; it is empty when they are equal
 */
export async function getConnection(viewer: Viewer, receiptheroId: string) {
  if (!receiptheroIdSchema.safeParse(receiptheroId).success) return null;
  const merchantId = viewer.merchant.id;
  // A connection that a deleted merchant left behind may have a new owner, so the owner of each neighbour is checked.
  const neighbour = { where: { merchantId }, select: { receiptheroId: true, label: true } } as const;
  const found = await db().connection.findUnique({
    where: { receiptheroId, merchantId },
    select: {
      receiptheroId: true,
      label: true,
      scopes: true,
      status: true,
      partnerMetadata: true,
      partnerKeys: true,
      reportedMetadata: true,
      reportedAt: true,
      connectedAt: true,
      modifiedAt: true,
      disconnectedAt: true,
      disconnectedBy: true,
      lastNotificationAt: true,
      health: true,
      typicalInterval: true,
      overdueFrom: true,
      unauthorizedReason: true,
      disconnectingSince: true,
      replaces: neighbour,
      replacedBy: { ...neighbour, orderBy: { connectedAt: "desc" }, take: 1 },
    },
  });
  if (!found) return null;
  const { partnerMetadata, reportedMetadata, replacedBy, ...connection } = found;
  const modifiedJustNow = connection.modifiedAt !== null && Date.now() - connection.modifiedAt.getTime() < JUST_NOW;
  const metadata = toPairs(partnerMetadata);
  const compared = connection.reportedAt ? metadataDrift(partnerMetadata, reportedMetadata) : [];
  const notes = compared.filter(({ key }) => !isOwnKey(key));
  const drift = notes.some(({ state }) => state !== "same") ? notes : [];
  return { ...connection, modifiedJustNow, replacedBy: replacedBy[0] ?? null, metadata, drift };
}

export type Connection = NonNullable<Awaited<ReturnType<typeof getConnection>>>;
