import "server-only";
import { unsealGrant, type WaitingGrant } from "@/lib/authorization/move/waiting-grant";
import { db, type Transaction } from "@/lib/db/client";
import type { Owner } from "@/lib/principal";
import { Prisma } from "@/prisma/generated/client";

/** The owner's authorization request, with the grant that waits in it if its time is not over. */
export type WaitingRequest = {
  id: string;
  label: string;
  scopes: string[];
  /** JSON as the database holds it. */
  partnerMetadata: string;
  partnerKeys: string[];
  replacesId: string | null;
  /** The connection that the request created or moved. */
  receiptheroId: string | null;
  grant: WaitingGrant | null;
};

/**
 * Finds an authorization request that the owner started for this merchant.
 * @param id a UUID
 * @param tx the transaction that locks it, if one does
 * @throws AppError `seal_key_missing` or `seal_broken`
 */
export async function findWaiting(owner: Owner, id: string, tx?: Transaction): Promise<WaitingRequest | null> {
  const [found] = await (tx ?? db()).$queryRaw<
    (Omit<WaitingRequest, "grant"> & { stateHash: string; sealedGrant: string | null })[]
  >`
    SELECT id, label, scopes, "partnerMetadata"::text AS "partnerMetadata", "partnerKeys", "replacesId", "receiptheroId", "stateHash",
           CASE WHEN "grantExpiresAt" > now() THEN "sealedGrant" END AS "sealedGrant"
      FROM "AuthorizationRequest"
     WHERE id = ${id}::uuid AND "userId" = ${owner.id}::uuid AND "merchantId" = ${owner.merchant.id}::uuid
     ${tx ? Prisma.sql`FOR UPDATE` : Prisma.empty}`;
  if (!found) return null;
  const { stateHash, sealedGrant, ...request } = found;
  return { ...request, grant: sealedGrant === null ? null : unsealGrant(sealedGrant, stateHash) };
}
