import "server-only";
import * as oauth from "oauth4webapi";
import { z } from "zod";
import { env } from "@/lib/env";
import { AppError } from "@/lib/errors/app-error";
import { TOKEN_EXCHANGE_SECONDS } from "@/lib/lifetimes";
import { log } from "@/lib/log";
import { type AccessToken, readAccessToken } from "@/lib/receipthero/access-token";
import { callbackUri } from "@/lib/receipthero/authorize";
import { isTimeout, send } from "@/lib/receipthero/http";
import { readGrantedScopes } from "@/lib/receipthero/scopes";

/**
 * The total time for the token requests of one code, in milliseconds. A code is valid for a minute, so a user who tries
 * again still has time.
 */
const EXCHANGE_TIMEOUT_MS = TOKEN_EXCHANGE_SECONDS * 1_000;

/**
 * The fields of the response that we read. RFC 6749 section 5.1 has more, and servers put unexpected values into them.
 */
const answerSchema = z.object({ access_token: z.string().min(1), scope: z.unknown().optional() });

type Answer = z.infer<typeof answerSchema>;

/** A refusal, RFC 6749 section 5.2. `error` is null when the body is not one. */
type Refusal = { status: number; error: string | null };

/**
 * Exchanges an authorization code for an access token, receipthero-api.md section 1.3 (RFC 6749 section 4.1.3).
 *
 * A server without PKCE may refuse the parameter `code_verifier`. The request is then repeated once without it. This
 * does not weaken PKCE: a server that bound the code to a challenge refuses the repetition.
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

/** @returns the response with the access token, or the refusal */
async function requestToken(
  code: string,
  codeVerifier: string | null,
  deadline: AbortSignal,
): Promise<Answer | Refusal> {
  const { RECEIPTHERO_API_URL, RECEIPTHERO_PAGES_URL, RECEIPTHERO_CLIENT_ID, RECEIPTHERO_CLIENT_SECRET } = env();
  const server = { issuer: RECEIPTHERO_PAGES_URL, token_endpoint: `${RECEIPTHERO_API_URL}/api/oauth/token` };
  const client = { client_id: RECEIPTHERO_CLIENT_ID };
  // The database has already matched the callback to its request.
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
        send("token", url, { method, headers, body: body ?? null }, deadline),
    },
  );
  // We do not use oauth4webapi's parser: it rejects a valid access token if another field is null.
  const body = await readJson(response);
  if (!response.ok) return { status: response.status, error: errorOf(body) };
  const answer = answerSchema.safeParse(body);
  if (!answer.success) throw new AppError("exchange_failed", "ReceiptHero's answer holds no access token");
  return answer.data;
}

/** The JSON of a response, whatever its content type; null when the body is not JSON. */
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

/** Whether the refusal may concern an unknown parameter, receipthero-api.md section 3. */
function objectsToParameter({ status, error }: Refusal): boolean {
  return (status === 400 || status === 422) && error !== "invalid_grant" && error !== "invalid_client";
}

function toError({ status, error }: Refusal): AppError {
  return error === "invalid_grant"
    ? new AppError("code_expired", "ReceiptHero no longer accepts the code")
    : new AppError("exchange_failed", `ReceiptHero refused the token request with status ${status}`);
}

/**
 * Maps an error to a reason. The message names only the kind of error, because its cause may contain the code or the
 * secret.
 */
function explain(error: unknown): AppError {
  if (error instanceof AppError) return error;
  if (isTimeout(error)) {
    return new AppError("exchange_timeout", `ReceiptHero did not respond within ${TOKEN_EXCHANGE_SECONDS} s`);
  }
  const kind = error instanceof Error && "code" in error ? String(error.code) : "no answer";
  return new AppError("exchange_failed", `the token request failed: ${kind}`);
}
