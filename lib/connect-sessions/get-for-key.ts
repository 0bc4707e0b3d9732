import "server-only";
import { db } from "@/lib/db/client";
import type { ApiKey } from "@/lib/principal";
import type { ConnectSessionPurpose, ConnectSessionStatus } from "@/prisma/generated/enums";

/** A connect session as the partner's own systems see it. */
export type KeySession = {
  id: string;
  purpose: ConnectSessionPurpose;
  status: ConnectSessionStatus;
  reason: string | null;
  receiptheroId: string | null;
  externalId: string | null;
  merchantId: string;
  partnerState: string | null;
  createdAt: Date;
  expiresAt: Date;
  openedAt: Date | null;
  endedAt: Date | null;
};

/**
 * A connect session, or null. A session whose time is over counts as expired, although the sweep may not have ended it.
 * @param id a UUID
 */
export async function getSessionForKey(_key: ApiKey<"connect:write">, id: string): Promise<KeySession | null> {
  const [session] = await db().$queryRaw<KeySession[]>`
    SELECT s.id, s.purpose, CASE WHEN due THEN 'expired' ELSE s.status::text END AS status,
           CASE WHEN due THEN 'expired' ELSE s.reason END AS reason,
           coalesce(s."connectedId", s."receiptheroId") AS "receiptheroId", m."externalId", s."merchantId", s."partnerState",
           s."createdAt", s."expiresAt", s."openedAt", CASE WHEN due THEN s."expiresAt" ELSE s."endedAt" END AS "endedAt"
      FROM "ConnectSession" s JOIN "Merchant" m ON m.id = s."merchantId",
           LATERAL (SELECT s.status IN ('pending', 'opened') AND s."expiresAt" <= now()) over_time (due)
     WHERE s.id = ${id}::uuid`;
  return session ?? null;
}
