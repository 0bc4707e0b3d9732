import "server-only";
import * as oauth from "oauth4webapi";
import { z } from "zod";
import { env } from "@/lib/env";
import { AppError } from "@/lib/errors";
import { TOKEN_EXCHANGE_SECONDS } from "@/lib/lifetimes";
import { log } from "@/lib/log";
import { type AccessToken, readAccessToken } from "@/lib/receipthero/access-token";
import { callbackUri } from "@/lib/receipthero/authorize";
import { isTimeout, send } from "@/lib/receipthero/http";
import { readGrantedScopes } from "@/lib/receipthero/scopes";

/**
 * The time that the token requests for one code may take together, in milliseconds. A code lives for a minute, so this
 * leaves enough of it to a person who tries again.
 */
const EXCHANGE_TIMEOUT_MS = TOKEN_EXCHANGE_SECONDS * 1_000;

/** The members of the answer that we read. RFC 6749 section 5.1 has more, and servers put odd values into them. */
const answerSchema = z.object({ access_token: z.string().min(1), scope: z.unknown().optional() });

type Answer = z.infer<typeof answerSchema>;

/** A refusal, RFC 6749 section 5.2. `error` is null when the body is not one. */
type Refusal = { status: number; error: string | null };

/**
 * Exchanges an authorization code for an access token, receipthero-api.md section 1.3 (RFC 6749 section 4.1.3).
 *
 * A server that does not know PKCE may refuse the parameter `code_verifier`. The request is then repeated once without
 * it. This weakens nothing: a server that bound the code to a challenge refuses the repetition.
 * @param code the code of the callback
 * @param codeVerifier the PKCE verifier, or null when the authorization request had no challenge
 * @throws AppError `code_expired`, `exchange_failed`, `exchange_timeout` or `bad_token` (as UnusableTokenError)
 */
export async function exchangeCode(code: string, codeVerifier: string | null): Promise<AccessToken> {
  const deadline = AbortSignal.timeout(EXCHANGE_TIMEOUT_MS);
  try {
    const first = await requestToken(code, codeVerifier, deadline);
    if ("access_token" in first) return readAnswer(first);
    if (codeVerifier === null || !objectsToParameter(first)) throw toError(first);

    log.warn(
      { status: first.status },
      "ReceiptHero refused a token request. It is repeated without code_verifier. If this happens again, ReceiptHero may not support PKCE: set RECEIPTHERO_PKCE=off",
    );
    const second = await requestToken(code, null, deadline);
    if ("access_token" in second) return readAnswer(second);
    throw new AppError(
      "exchange_failed",
      `ReceiptHero refused the token request with status ${first.status}, and without code_verifier with status ${second.status}`,
    );
  } catch (error) {
    throw explain(error);
  }
}

function readAnswer({ access_token, scope }: Answer): AccessToken {
  return { ...readAccessToken(access_token), scopes: readGrantedScopes(scope) };
}

/** @returns the answer with the access token, or the refusal */
async function requestToken(
  code: string,
  codeVerifier: string | null,
  deadline: AbortSignal,
): Promise<Answer | Refusal> {
  const { RECEIPTHERO_API_URL, RECEIPTHERO_PAGES_URL, RECEIPTHERO_CLIENT_ID, RECEIPTHERO_CLIENT_SECRET } = env();
  const server = { issuer: RECEIPTHERO_PAGES_URL, token_endpoint: `${RECEIPTHERO_API_URL}/api/oauth/token` };
  const client = { client_id: RECEIPTHERO_CLIENT_ID };
  // The database decided whose callback this is before the code is used.
  const callback = oauth.validateAuthResponse(server, client, new URLSearchParams({ code }), oauth.expectNoState);
  const response = await oauth.authorizationCodeGrantRequest(
    server,
    client,
    oauth.ClientSecretPost(RECEIPTHERO_CLIENT_SECRET),
    callback,
    callbackUri(),
    codeVerifier ?? oauth.nopkce,
    {
      // The settings accept plain http only for this machine's own sandbox.
      [oauth.allowInsecureRequests]: true,
      [oauth.customFetch]: (url, { method, headers, body }) =>
        send(url, { method, headers, body: body ?? null }, deadline),
    },
  );
  // Not oauth4webapi's own reading: it throws away a good access token for a null beside it.
  const body = await readJson(response);
  if (!response.ok) return { status: response.status, error: errorOf(body) };
  const answer = answerSchema.safeParse(body);
  if (!answer.success) throw new AppError("exchange_failed", "ReceiptHero's answer holds no access token");
  return answer.data;
}

/** The JSON of an answer, whatever its content type says; null when there is none. */
async function readJson(response: Response): Promise<unknown> {
  try {
    return JSON.parse(await response.text());
  } catch {
    return null;
  }
}

function errorOf(body: unknown): string | null {
  return z.object({ error: z.string() }).safeParse(body).data?.error ?? null;
}

/** Whether the refusal may be about a parameter that the server does not know, receipthero-api.md section 3. */
function objectsToParameter({ status, error }: Refusal): boolean {
  return (status === 400 || status === 422) && error !== "invalid_grant" && error !== "invalid_client";
}

function toError({ status, error }: Refusal): AppError {
  return error === "invalid_grant"
    ? new AppError("code_expired", "ReceiptHero no longer accepts the code")
    : new AppError("exchange_failed", `ReceiptHero refused the token request with status ${status}`);
}

/** Maps a failure to a reason. The message names only the kind of failure: a cause may hold the code or the secret. */
function explain(error: unknown): AppError {
  if (error instanceof AppError) return error;
  if (isTimeout(error)) {
    return new AppError("exchange_timeout", `ReceiptHero did not answer within ${TOKEN_EXCHANGE_SECONDS} s`);
  }
  const kind = error instanceof Error && "code" in error ? String(error.code) : "no answer";
  return new AppError("exchange_failed", `the token request failed: ${kind}`);
}
