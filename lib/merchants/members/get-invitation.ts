import "server-only";
import { sha256 } from "@/lib/crypto/tokens";
import { db } from "@/lib/db/client";
import type { MemberRole } from "@/prisma/generated/enums";

/** The fields of an invitation that its page shows. */
export type Invitation = { merchantId: string; business: string; email: string; role: MemberRole };

/** The invitation of an opened link, or null when it can no longer be accepted. */
export async function getInvitation(token: string): Promise<Invitation | null> {
  const [found] = await db().$queryRaw<Invitation[]>`
    SELECT m.id AS "merchantId", m.name AS business, i.email, i.role
      FROM "Invitation" i JOIN "Merchant" m ON m.id = i."merchantId"
     WHERE i."tokenHash" = ${sha256(token)} AND i."usedAt" IS NULL AND i."expiresAt" > now() AND m."deletedAt" IS NULL`;
  return found ?? null;
}
