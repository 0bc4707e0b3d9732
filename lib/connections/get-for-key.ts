import "server-only";
import { db } from "@/lib/db/client";
import type { ApiKey } from "@/lib/principal";
import type { Prisma } from "@/prisma/generated/client";

/** The fields of a connection that the API returns. */
export const keySelect = {
  receiptheroId: true,
  status: true,
  health: true,
  label: true,
  scopes: true,
  partnerMetadata: true,
  reportedMetadata: true,
  reportedAt: true,
  connectedAt: true,
  modifiedAt: true,
  updatedAt: true,
  disconnectedAt: true,
  disconnectedBy: true,
  disconnectingSince: true,
  revocationError: true,
  lastNotificationAt: true,
  quietFrom: true,
  overdueFrom: true,
  unauthorizedSince: true,
  unauthorizedReason: true,
  merchant: { select: { id: true, name: true, externalId: true, deletedAt: true } },
} satisfies Prisma.ConnectionSelect;

export type KeyConnection = Prisma.ConnectionGetPayload<{ select: typeof keySelect }>;

/**
 * A connection with the fields that the API returns, or null.
 * @param receiptheroId in its own form (lib/receipthero/id.ts)
 */
export async function getConnectionForKey(
  _key: ApiKey<"connections:read"> | ApiKey<"connections:write">,
  receiptheroId: string,
): Promise<KeyConnection | null> {
  return db().connection.findUnique({ where: { receiptheroId }, select: keySelect });
}
