import "server-only";
import { env } from "@/lib/env";
import { AppError } from "@/lib/errors/app-error";
import type { Scope } from "@/lib/receipthero/scopes";

/**
 * The longest authorization URL that we send a browser to, in characters. Every browser, proxy and server accepts this
 * length.
 */
const MAX_URL_LENGTH = 2_000;

/** The URL to which ReceiptHero sends the browser after consent. It must equal the registered one exactly. */
export function callbackUri(): string {
  return `${env().APP_URL}/api/receipthero/callback`;
}

/** The data that passes through the consent page and back, receipthero-api.md sections 1.1 and 3. */
export type State = { message: string; partnerMetadata: Record<string, string>; nonce: string };

/** Encodes a state: Base64 (standard alphabet, padded) of JSON. */
export function encodeState({ message, partnerMetadata, nonce }: State): string {
  const json = JSON.stringify({ message, partner_metadata: partnerMetadata, nonce });
  return Buffer.from(json, "utf8").toString("base64");
}

/**
 * The URL of the consent page for an authorization request, receipthero-api.md section 1.1.
 * @param state as `encodeState` returns it
 * @param codeChallenge S256 (RFC 7636 section 4.2), or null without PKCE
 * @throws AppError `authorization_url_too_long`
 */
export function authorizationUrl(request: { scopes: Scope[]; state: string; codeChallenge: string | null }): string {
  const { RECEIPTHERO_PAGES_URL, RECEIPTHERO_CLIENT_ID } = env();
  const parameters = {
    response_type: "code",
    client_id: RECEIPTHERO_CLIENT_ID,
    redirect_uri: callbackUri(),
    scope: request.scopes.join(" "),
    state: request.state,
    ...(request.codeChallenge && { code_challenge: request.codeChallenge, code_challenge_method: "S256" }),
  };
  // encodeURIComponent instead of URLSearchParams: some servers do not decode "+" in `scope`, so a space must be %20.
  const query = Object.entries(parameters).map(([name, value]) => `${name}=${encodeURIComponent(value)}`);
  const url = `${RECEIPTHERO_PAGES_URL}/auth?${query.join("&")}`;
  if (url.length > MAX_URL_LENGTH) throw new AppError("authorization_url_too_long");
  return url;
}
