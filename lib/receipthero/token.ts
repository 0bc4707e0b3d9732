import "server-only";
import { decodeJwt } from "jose";
import * as oauth from "oauth4webapi";
import { z } from "zod";
import { env } from "@/lib/env";
import { AppError } from "@/lib/errors";
import { callbackUri } from "@/lib/receipthero/authorize";
import { isTimeout, send } from "@/lib/receipthero/http";
import { receiptheroIdSchema } from "@/lib/receipthero/id";

/** The time that a token request may take in all, in milliseconds. */
const DEADLINE = 10_000;

const claimsSchema = z
  .object({
    receipthero_id: receiptheroIdSchema.optional(),
    // The spelling of the documentation's own sample token, receipthero-api.md section 1.3.
    receipt_hero_id: receiptheroIdSchema.optional(),
    iat: z.number().int().min(0).max(253_402_300_799).optional(),
  })
  .transform(({ receipthero_id, receipt_hero_id, iat }) => ({
    receiptheroId: receipthero_id ?? receipt_hero_id,
    issuedAt: iat === undefined ? null : new Date(iat * 1000),
  }));

/** An access token and the connection that it names. `issuedAt` is its claim `iat`, if there is one. */
export type AccessToken = { accessToken: string; receiptheroId: string; issuedAt: Date | null };

/** The token endpoint answered with a token that names no connection: it is of no use, but it grants access. */
export class UnusableTokenError extends AppError {
  readonly accessToken: string;

  constructor(accessToken: string) {
    super("bad_token", "ReceiptHero's access token does not name a connection");
    // Not enumerable, so that nothing that prints the error prints the token.
    Object.defineProperty(this, "accessToken", { enumerable: false });
    this.accessToken = accessToken;
  }
}

/**
 * Exchanges an authorization code for an access token, receipthero-api.md section 1.3 (RFC 6749 section 4.1.3).
 * @param code the code of the callback
 * @param codeVerifier the PKCE verifier, or null when the request had no challenge
 * @throws AppError `code_expired`, `exchange_failed`, `exchange_timeout` or `bad_token` (as UnusableTokenError)
 */
export async function exchangeCode(code: string, codeVerifier: string | null): Promise<AccessToken> {
  const { RECEIPTHERO_API_URL, RECEIPTHERO_PAGES_URL, RECEIPTHERO_CLIENT_ID, RECEIPTHERO_CLIENT_SECRET } = env();
  const server = { issuer: RECEIPTHERO_PAGES_URL, token_endpoint: `${RECEIPTHERO_API_URL}/api/oauth/token` };
  const client = { client_id: RECEIPTHERO_CLIENT_ID };
  // Whose callback it is was decided against the database before the code is used.
  const callback = oauth.validateAuthResponse(server, client, new URLSearchParams({ code }), oauth.expectNoState);

  let accessToken: string;
  try {
    const response = await oauth.authorizationCodeGrantRequest(
      server,
      client,
      oauth.ClientSecretPost(RECEIPTHERO_CLIENT_SECRET),
      callback,
      callbackUri(),
      codeVerifier ?? oauth.nopkce,
      {
        // Plain http passes the settings for this machine's own sandbox alone.
        [oauth.allowInsecureRequests]: true,
        [oauth.customFetch]: (url, { method, headers, body }) =>
          send(url, { method, headers, body: body ?? null }, AbortSignal.timeout(DEADLINE)),
      },
    );
    const answer = await oauth.processAuthorizationCodeResponse(server, client, response);
    accessToken = answer.access_token;
  } catch (error) {
    throw explain(error);
  }
  return readAccessToken(accessToken);
}

/**
 * Reads the claims of an access token. Its signature is ReceiptHero's own affair: the token is trusted because it came
 * straight from the token endpoint (receipthero-api.md section 1.3).
 * @throws UnusableTokenError when it is no JWT or names no connection
 */
export function readAccessToken(accessToken: string): AccessToken {
  try {
    const { receiptheroId, issuedAt } = claimsSchema.parse(decodeJwt(accessToken));
    if (receiptheroId !== undefined) return { accessToken, receiptheroId, issuedAt };
  } catch {
    // Falls through: for our purpose all unusable tokens are alike.
  }
  throw new UnusableTokenError(accessToken);
}

/** Maps what went wrong to a reason. Its message names the kind of failure alone: a cause may hold code or secret. */
function explain(error: unknown): AppError {
  if (error instanceof AppError) return error;
  if (isTimeout(error))
    return new AppError("exchange_timeout", `ReceiptHero did not answer within ${DEADLINE / 1000} s`);
  if (error instanceof oauth.ResponseBodyError) {
    return error.error === "invalid_grant"
      ? new AppError("code_expired", "ReceiptHero no longer accepts the code")
      : new AppError("exchange_failed", `ReceiptHero refused the token request with status ${error.status}`);
  }
  const kind = error instanceof Error && "code" in error ? String(error.code) : "no answer";
  return new AppError("exchange_failed", `the token request failed: ${kind}`);
}
