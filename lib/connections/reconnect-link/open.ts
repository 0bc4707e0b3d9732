import "server-only";
import { sha256 } from "@/lib/crypto/tokens";
import { db } from "@/lib/db/client";
import type { MerchantUser } from "@/lib/principal";

/** The result of opening a reconnect link: the connection, or why the link does not work. */
export type OpenedReconnectLink =
  | { state: "open"; receiptheroId: string; label: string }
  | { state: "foreign" | "closed" };

/**
 * Opens a reconnect link for a user, and records when a member of its merchant first did so. The link stays open until
 * a connection is stored with it.
 * @returns `foreign` when it belongs to another merchant, and nothing was changed; `closed` when it no longer works
 */
export async function openReconnectLink(user: MerchantUser, token: string): Promise<OpenedReconnectLink> {
  const tokenHash = sha256(token);
  const [link] = await db().$queryRaw<
    { merchantId: string; receiptheroId: string; label: string; isOpen: boolean; isNew: boolean }[]
  >`
    SELECT c."merchantId", c."receiptheroId", c.label, (l."usedAt" IS NULL AND l."expiresAt" > now()) AS "isOpen",
           l."openedAt" IS NULL AS "isNew"
      FROM "ReconnectLink" l JOIN "Connection" c USING ("receiptheroId") WHERE l."tokenHash" = ${tokenHash}`;
  if (!link) return { state: "closed" };
  if (link.merchantId !== user.merchant.id) return { state: "foreign" };
  if (!link.isOpen) return { state: "closed" };
  if (link.isNew) {
    await db().$executeRaw`
      UPDATE "ReconnectLink" SET "openedAt" = now() WHERE "tokenHash" = ${tokenHash} AND "openedAt" IS NULL`;
  }
  const { receiptheroId, label } = link;
  return { state: "open", receiptheroId, label };
}
