import "server-only";
import { randomUUID } from "node:crypto";
import { toMetadata } from "@/lib/connections/metadata/metadata";
import { randomSecret } from "@/lib/crypto/tokens";
import { env } from "@/lib/env";
import { isAppError } from "@/lib/errors/app-error";
import type { NewInvitation } from "@/lib/merchant-invitations/form";
import { authorizationUrl, encodeState } from "@/lib/receipthero/authorize";

/** Makes the message for the consent page from the name of a business. */
export type ConsentMessage = (business: string) => string;

/**
 * Whether the authorization request of an invited merchant will fit into a URL, so that the admin learns now that it is
 * too long, and not the merchant.
 */
export function fitsUrl({ externalId, businessName, pairs }: NewInvitation, message: ConsentMessage): boolean {
  const partnerMetadata = toMetadata(pairs, { id: randomUUID(), externalId });
  const state = encodeState({ message: message(businessName), partnerMetadata, nonce: randomSecret() });
  const codeChallenge = env().RECEIPTHERO_PKCE === "S256" ? randomSecret() : null;
  try {
    authorizationUrl({ scopes: env().RECEIPTHERO_SCOPES, state, codeChallenge });
    return true;
  } catch (error) {
    if (isAppError(error, "authorization_url_too_long")) return false;
    throw error;
  }
}
