import "server-only";
import { sha256 } from "@/lib/crypto/tokens";
import { db } from "@/lib/db/client";
import type { User } from "@/lib/principal";
import type { MemberRole } from "@/prisma/generated/enums";

/** The result of opening a reconnect link: the connection and its merchant, or why the link does not work. */
export type OpenedReconnectLink =
  | { state: "open"; receiptheroId: string; label: string; merchantId: string; business: string }
  | { state: "look_only"; business: string }
  | { state: "foreign" | "closed" };

type LinkRow = {
  merchantId: string;
  business: string;
  receiptheroId: string;
  label: string;
  memberRole: MemberRole | null;
  isOpen: boolean;
  isNew: boolean;
};

/**
 * Opens a reconnect link for a user, and records when a member of its merchant first did so. The link stays open until
 * a connection is stored with it.
 * @returns `foreign` when the user does not belong to its merchant, and `look_only` for a reader of it; then nothing was
 * changed. `closed` when it no longer works
 */
export async function openReconnectLink(user: User, token: string): Promise<OpenedReconnectLink> {
  const tokenHash = sha256(token);
  const [link] = await db().$queryRaw<LinkRow[]>`
    SELECT c."merchantId", m.name AS business, c."receiptheroId", c.label,
           (SELECT b.role FROM "Member" b WHERE b."merchantId" = c."merchantId" AND b."userId" = ${user.id}::uuid)
             AS "memberRole",
           (l."usedAt" IS NULL AND l."expiresAt" > now()) AS "isOpen", l."openedAt" IS NULL AS "isNew"
      FROM "ReconnectLink" l JOIN "Connection" c USING ("receiptheroId") JOIN "Merchant" m ON m.id = c."merchantId"
     WHERE l."tokenHash" = ${tokenHash}`;
  if (!link) return { state: "closed" };
  if (link.memberRole === null) return { state: "foreign" };
  if (!link.isOpen) return { state: "closed" };
  if (link.memberRole === "READER") return { state: "look_only", business: link.business };
  if (link.isNew) {
    await db().$executeRaw`
      UPDATE "ReconnectLink" SET "openedAt" = now() WHERE "tokenHash" = ${tokenHash} AND "openedAt" IS NULL`;
  }
  const { receiptheroId, label, merchantId, business } = link;
  return { state: "open", receiptheroId, label, merchantId, business };
}
