import "server-only";
import type { MetadataPair } from "@/lib/connections/metadata/metadata";
import { randomSecret, sha256 } from "@/lib/crypto/tokens";
import type { Transaction } from "@/lib/db/client";
import { env } from "@/lib/env";
import { INVITATION_LINK_DAYS } from "@/lib/lifetimes";

/** The connection that a merchant is invited to create. `language`: that of the pages, null if it is not known. */
type Invited = {
  merchantId: string;
  invitedById: string;
  label: string;
  language: string | null;
  pairs: MetadataPair[];
};

/** A new link of an invitation. Only the hash of its token is stored. */
type InvitationLink = { connectSessionId: string; url: string };

/** Creates the connect session of an invitation, with its first link. It stays on our pages, and lives 14 days. */
export async function createInvitationSession(tx: Transaction, invited: Invited): Promise<InvitationLink> {
  const token = randomSecret();
  const metadata = JSON.stringify(Object.fromEntries(invited.pairs.map(({ key, value }) => [key, value])));
  // In SQL, because Prisma drops a key named `__proto__` from a JSON value.
  const [created] = await tx.$queryRaw<[{ id: string }]>`
    INSERT INTO "ConnectSession" ("tokenHash", purpose, "merchantId", "invitedById", label, locale, scopes, metadata, "expiresAt")
    VALUES (${sha256(token)}, 'connect', ${invited.merchantId}::uuid, ${invited.invitedById}::uuid, ${invited.label}, ${invited.language},
            ${env().RECEIPTHERO_SCOPES}, ${metadata}::jsonb, now() + make_interval(days => ${INVITATION_LINK_DAYS}::int))
    RETURNING id`;
  return { connectSessionId: created.id, url: urlOf(token) };
}

/**
 * Gives an open session of an invitation a new link, which lives 14 days. The former link stops working.
 * @returns the link and the hash of the former one's token
 */
export async function renewInvitationLink(
  tx: Transaction,
  connectSessionId: string,
): Promise<InvitationLink & { formerTokenHash: string }> {
  const token = randomSecret();
  const { tokenHash } = await tx.connectSession.findUniqueOrThrow({
    where: { id: connectSessionId },
    select: { tokenHash: true },
  });
  await tx.$executeRaw`
    UPDATE "ConnectSession"
       SET "tokenHash" = ${sha256(token)}, "expiresAt" = now() + make_interval(days => ${INVITATION_LINK_DAYS}::int)
     WHERE id = ${connectSessionId}::uuid`;
  return { connectSessionId, url: urlOf(token), formerTokenHash: tokenHash };
}

function urlOf(token: string): string {
  return `${env().APP_URL}/connect?${new URLSearchParams({ token })}`;
}
