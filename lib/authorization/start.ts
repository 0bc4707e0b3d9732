import "server-only";
import { createHash } from "node:crypto";
import type { AuthorizationForm } from "@/lib/authorization/form";
import { toMetadata } from "@/lib/connections/metadata";
import { seal } from "@/lib/crypto/seal";
import { randomSecret, sha256 } from "@/lib/crypto/tokens";
import { db } from "@/lib/db/client";
import { env } from "@/lib/env";
import type { Member } from "@/lib/principal";
import { authorizationUrl, encodeState } from "@/lib/receipthero/authorize";

/**
 * Stores an authorization request (RFC 6749 section 4.1.1) and returns the URL of the consent page. Of the values that
 * pass through the browser, it stores only hashes.
 * @param browser the hash that identifies the browser (lib/auth/browser.ts)
 * @param asked the merchant's choices, the message for the consent page, and the token of the reconnect link that was
 * opened in this browser, if there is one. The link is used only if it belongs to the connection that the merchant
 * reconnects
 * @throws AppError `authorization_url_too_long`; then nothing is stored
 */
export async function startAuthorization(
  member: Member,
  browser: string,
  asked: AuthorizationForm & { message: string; reconnectToken?: string | null },
): Promise<string> {
  const merchant = await db().merchant.findUniqueOrThrow({
    where: { id: member.merchant.id },
    select: { id: true, externalId: true },
  });
  const partnerMetadata = toMetadata(asked.pairs, merchant);
  const state = encodeState({ message: asked.message, partnerMetadata, nonce: randomSecret() });
  const stateHash = sha256(state);
  const codeVerifier = env().RECEIPTHERO_PKCE === "S256" ? randomSecret() : null;
  const url = authorizationUrl({ scopes: asked.scopes, state, codeChallenge: codeVerifier && challenge(codeVerifier) });

  // In SQL, because Prisma drops a key named `__proto__` from a JSON value.
  await db().$executeRaw`
    INSERT INTO "AuthorizationRequest"
      ("stateHash", "userId", "merchantId", "sessionId", "browserHash", label, scopes, "partnerMetadata", "sealedCodeVerifier",
       "replacesId", "reconnectLinkId")
    VALUES (${stateHash}, ${member.id}::uuid, ${member.merchant.id}::uuid, ${member.sessionId}::uuid, ${browser}, ${asked.label},
            ${asked.scopes}, ${JSON.stringify(partnerMetadata)}::jsonb, ${codeVerifier && seal(codeVerifier, stateHash)},
            (SELECT "receiptheroId" FROM "Connection"
              WHERE "receiptheroId" = ${asked.reconnect ?? null} AND "merchantId" = ${member.merchant.id}::uuid),
            (SELECT l.id FROM "ReconnectLink" l JOIN "Connection" c USING ("receiptheroId")
              WHERE l."tokenHash" = ${asked.reconnectToken ? sha256(asked.reconnectToken) : null}
                AND c."receiptheroId" = ${asked.reconnect ?? null} AND c."merchantId" = ${member.merchant.id}::uuid
                AND l."usedAt" IS NULL AND l."expiresAt" > now()))`;
  return url;
}

/** The S256 code challenge, RFC 7636 section 4.2. */
function challenge(codeVerifier: string): string {
  return createHash("sha256").update(codeVerifier).digest("base64url");
}
