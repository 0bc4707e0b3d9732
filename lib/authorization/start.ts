import "server-only";
import { createHash } from "node:crypto";
import type { AuthorizationForm } from "@/lib/authorization/form";
import { type MetadataPair, toMetadata, toPairs } from "@/lib/connections/metadata/metadata";
import { seal } from "@/lib/crypto/seal";
import { randomSecret, sha256 } from "@/lib/crypto/tokens";
import { db, type Transaction } from "@/lib/db/client";
import { queryKept } from "@/lib/db/query-kept";
import { env } from "@/lib/env";
import type { ConnectBrowser, Member } from "@/lib/principal";
import { authorizationUrl, encodeState } from "@/lib/receipthero/authorize";
import { Prisma } from "@/prisma/generated/client";

/** The choices of an authorization request, and the message for the consent page. */
export type Asked = Pick<AuthorizationForm, "label" | "scopes" | "pairs" | "reconnect"> & {
  message: string;
  /** The pairs that the partner set. They win over the merchant's own pairs. */
  partnerPairs?: MetadataPair[];
};

/**
 * Stores a member's authorization request (RFC 6749 section 4.1.1) and returns the URL of the consent page. Of the
 * values that pass through the browser, it stores only hashes.
 * @param browser the hash that identifies the browser (lib/auth/browser.ts)
 * @param asked the merchant's choices, and the token of the reconnect link that was opened in this browser, if there is
 * one. The link is used only if it belongs to the connection that the merchant reconnects
 * @throws AppError `authorization_url_too_long`; then nothing is stored
 */
export async function startAuthorization(
  member: Member,
  browser: string,
  asked: Asked & { reconnectToken?: string | null },
): Promise<string> {
  const { id: userId, sessionId, merchant } = member;
  // A reconnect keeps the pairs that the partner set.
  const partnerPairs = await partnerPairsOf(merchant.id, asked.reconnect);
  const { url, stateHash, ...request } = await prepare(db(), merchant.id, { ...asked, partnerPairs });
  // In SQL, because Prisma drops a key named `__proto__` from a JSON value.
  await queryKept(Prisma.sql`
    INSERT INTO "AuthorizationRequest"
      ("stateHash", "userId", "merchantId", "sessionId", "browserHash", label, scopes, "partnerMetadata", "partnerKeys",
       "sealedCodeVerifier", "replacesId", "reconnectLinkId")
    VALUES (${stateHash}, ${userId}::uuid, ${merchant.id}::uuid, ${sessionId}::uuid, ${browser}, ${asked.label},
            ${asked.scopes}, ${request.metadata}::jsonb, ${request.partnerKeys}, ${request.sealedCodeVerifier},
            (SELECT "receiptheroId" FROM "Connection"
              WHERE "receiptheroId" = ${asked.reconnect ?? null} AND "merchantId" = ${merchant.id}::uuid),
            (SELECT l.id FROM "ReconnectLink" l JOIN "Connection" c USING ("receiptheroId")
              WHERE l."tokenHash" = ${asked.reconnectToken ? sha256(asked.reconnectToken) : null}
                AND c."receiptheroId" = ${asked.reconnect ?? null} AND c."merchantId" = ${merchant.id}::uuid
                AND l."usedAt" IS NULL AND l."expiresAt" > now()))`);
  return url;
}

/**
 * As `startAuthorization`, for the browser of a connect session. An earlier request of the session that no callback has
 * claimed ends, so at most one can come back.
 * @param merchantId the session's merchant
 */
export async function startAuthorizationForSession(
  { connectSessionId, browserHash }: ConnectBrowser,
  merchantId: string,
  asked: Asked,
): Promise<string> {
  const { url, stateHash, ...request } = await prepare(db(), merchantId, asked);
  await db().$transaction([
    // Truncate: the column has millisecond precision and would round up into the future.
    db().$executeRaw`
      UPDATE "AuthorizationRequest" SET "expiresAt" = date_trunc('milliseconds', now())
       WHERE "connectSessionId" = ${connectSessionId}::uuid AND "claimedAt" IS NULL AND "expiresAt" > now()`,
    db().$executeRaw`
      INSERT INTO "AuthorizationRequest"
        ("stateHash", "connectSessionId", "merchantId", "browserHash", label, scopes, "partnerMetadata", "partnerKeys",
         "sealedCodeVerifier", "replacesId")
      VALUES (${stateHash}, ${connectSessionId}::uuid, ${merchantId}::uuid, ${browserHash}, ${asked.label}, ${asked.scopes},
              ${request.metadata}::jsonb, ${request.partnerKeys}, ${request.sealedCodeVerifier},
              (SELECT "receiptheroId" FROM "Connection"
                WHERE "receiptheroId" = ${asked.reconnect ?? null} AND "merchantId" = ${merchantId}::uuid))`,
  ]);
  return url;
}

/**
 * Makes the parts of an authorization request that both kinds share.
 * @throws AppError `authorization_url_too_long`
 */
export async function prepare(
  tx: Pick<Transaction, "merchant">,
  merchantId: string,
  { message, scopes, pairs, partnerPairs = [] }: Asked,
) {
  const merchant = await tx.merchant.findUniqueOrThrow({
    where: { id: merchantId },
    select: { id: true, externalId: true },
  });
  const partnerKeys = partnerPairs.map(({ key }) => key);
  const own = pairs.filter(({ key }) => !partnerKeys.includes(key));
  const partnerMetadata = toMetadata([...own, ...partnerPairs], merchant);
  const state = encodeState({ message, partnerMetadata, nonce: randomSecret() });
  const stateHash = sha256(state);
  const codeVerifier = env().RECEIPTHERO_PKCE === "S256" ? randomSecret() : null;
  return {
    url: authorizationUrl({ scopes, state, codeChallenge: codeVerifier && challenge(codeVerifier) }),
    stateHash,
    metadata: JSON.stringify(partnerMetadata),
    partnerKeys,
    sealedCodeVerifier: codeVerifier && seal(codeVerifier, stateHash),
  };
}

/** The pairs of a connection that the partner set; none if it is not this merchant's. */
async function partnerPairsOf(merchantId: string, receiptheroId: string | undefined): Promise<MetadataPair[]> {
  if (receiptheroId === undefined) return [];
  const found = await db().connection.findUnique({
    where: { receiptheroId, merchantId },
    select: { partnerMetadata: true, partnerKeys: true },
  });
  return found ? toPairs(found.partnerMetadata).filter(({ key }) => found.partnerKeys.includes(key)) : [];
}

/** The S256 code challenge, RFC 7636 section 4.2. */
function challenge(codeVerifier: string): string {
  return createHash("sha256").update(codeVerifier).digest("base64url");
}
