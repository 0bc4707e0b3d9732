import "server-only";
import { cookies } from "next/headers";
import * as oauth from "oauth4webapi";
import { z } from "zod";
import { cookieAttributes, cookieName } from "@/lib/auth/cookies";
import { findUserByIdentity } from "@/lib/auth/identities/find-user";
import { recordProof } from "@/lib/auth/proof/proof";
import { env } from "@/lib/env";
import { PROOF_MINUTES } from "@/lib/lifetimes";
import { log } from "@/lib/log";
import type { User } from "@/lib/principal";

/** How long each request to the provider may take, in milliseconds. */
const TIMEOUT = 10_000;

/** How old a sign-in at the provider may be that counts as a proof, in seconds. */
const MAX_AGE = PROOF_MINUTES * 60;

const journeySchema = z.object({ state: z.string(), nonce: z.string(), verifier: z.string() });

/** How a proof with the provider ended. `stale`: the provider does not say that the user has just signed in. */
export type ProviderProof = "proven" | "stale" | "other_identity" | "failed";

const name = () => cookieName("proof");
const redirectUri = () => `${env().APP_URL}/api/auth/callback/oidc`;

/** What oauth4webapi needs for each request. Only an issuer on this machine passes the settings with plain http. */
const requestOptions = () => ({ [oauth.allowInsecureRequests]: true, signal: AbortSignal.timeout(TIMEOUT) });

/**
 * Begins a proof with the identity provider: the user signs in there once more (OpenID Connect Core section 3.1.2.1).
 * For handlers: it sets a cookie.
 * @returns where the browser goes; null when no provider is set up
 * @throws what the provider's metadata does not give
 */
export async function startProviderProof(): Promise<URL | null> {
  const { oidc } = env();
  if (!oidc) return null;
  const server = await discover(oidc.issuer);
  const journey = {
    state: oauth.generateRandomState(),
    nonce: oauth.generateRandomNonce(),
    verifier: oauth.generateRandomCodeVerifier(),
  };
  const query = {
    client_id: oidc.clientId,
    response_type: "code",
    scope: "openid",
    redirect_uri: redirectUri(),
    state: journey.state,
    nonce: journey.nonce,
    code_challenge: await oauth.calculatePKCECodeChallenge(journey.verifier),
    code_challenge_method: "S256",
    prompt: "login",
    max_age: "0",
  };
  const url = new URL(server.authorization_endpoint ?? "");
  for (const [key, value] of Object.entries(query)) url.searchParams.set(key, value);
  (await cookies()).set(name(), JSON.stringify(journey), { ...cookieAttributes(), maxAge: MAX_AGE });
  return url;
}

/** Whether an answer of the provider belongs to a proof that this browser has begun, and not to a sign-in. */
export async function isProviderProof(answer: URLSearchParams): Promise<boolean> {
  const journey = await currentJourney();
  return journey !== null && journey.state === answer.get("state");
}

/**
 * Ends a proof with the provider. It signs nobody in and links nothing: the identity must be the user's already.
 * @param answer the query of the callback
 * @throws what the database throws
 */
export async function finishProviderProof(user: User, answer: URLSearchParams): Promise<ProviderProof> {
  const { oidc } = env();
  const journey = await currentJourney();
  (await cookies()).delete({ name: name(), ...cookieAttributes() });
  if (!oidc || !journey) return "failed";

  const claims = await exchange(oidc, journey, answer).catch((error: unknown) => {
    log.warn({ err: error }, "a proof with the identity provider failed");
    return null;
  });
  if (!claims) return "failed";
  const { sub, auth_time: authTime } = claims;
  if ((await findUserByIdentity(sub))?.id !== user.id) return "other_identity";
  if (authTime === undefined || authTime < Date.now() / 1000 - MAX_AGE) return "stale";
  await recordProof(user, authTime);
  return "proven";
}

async function currentJourney() {
  const value = (await cookies()).get(name())?.value ?? "null";
  try {
    return journeySchema.safeParse(JSON.parse(value)).data ?? null;
  } catch {
    return null;
  }
}

async function discover(issuer: string): Promise<oauth.AuthorizationServer> {
  const url = new URL(issuer);
  return oauth.processDiscoveryResponse(url, await oauth.discoveryRequest(url, requestOptions()));
}

type Provider = NonNullable<ReturnType<typeof env>["oidc"]>;

/** Exchanges the code of the callback for the validated claims of an ID token. */
async function exchange(oidc: Provider, journey: z.infer<typeof journeySchema>, answer: URLSearchParams) {
  const server = await discover(oidc.issuer);
  const client = { client_id: oidc.clientId };
  const response = await oauth.authorizationCodeGrantRequest(
    server,
    client,
    oauth.ClientSecretBasic(oidc.clientSecret),
    oauth.validateAuthResponse(server, client, answer, journey.state),
    redirectUri(),
    journey.verifier,
    requestOptions(),
  );
  // `auth_time` is looked at later: a provider that does not send it gets an answer of its own.
  const expected = { expectedNonce: journey.nonce, maxAge: oauth.skipAuthTimeCheck, requireIdToken: true } as const;
  const tokens = await oauth.processAuthorizationCodeResponse(server, client, response, expected);
  return oauth.getValidatedIdTokenClaims(tokens);
}
