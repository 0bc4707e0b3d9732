import "server-only";
import { cookies } from "next/headers";
import * as oauth from "oauth4webapi";
import { z } from "zod";
import { findUserByIdentity } from "@/lib/auth/identities/find-user";
import { discover, redirectUri, requestOptions } from "@/lib/auth/oidc/discover";
import { recordProof } from "@/lib/auth/proof/proof";
import { cookieAttributes, cookieName } from "@/lib/cookies";
import { env } from "@/lib/env";
import { PROOF_MINUTES } from "@/lib/lifetimes";
import { log } from "@/lib/log";
import type { User } from "@/lib/principal";

/** The greatest age of a sign-in at the provider that counts as a proof, in seconds. */
const MAX_AGE = PROOF_MINUTES * 60;

const journeySchema = z.object({ state: z.string(), nonce: z.string(), verifier: z.string() });

/** The result of a proof with the provider. `stale`: the provider does not confirm that the user has just signed in. */
export type ProviderProof = "proven" | "stale" | "other_identity" | "failed";

const name = () => cookieName("proof");

/**
 * Starts a proof with the identity provider: the user signs in there again (OpenID Connect Core section 3.1.2.1). Only
 * for handlers: it sets a cookie.
 * @returns the URL for the browser; null when no provider is configured
 * @throws the error of reading the provider's metadata
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

/** Whether the provider's response belongs to a proof that this browser has started, and not to a sign-in. */
export async function isProviderProof(answer: URLSearchParams): Promise<boolean> {
  const journey = await currentJourney();
  return journey !== null && journey.state === answer.get("state");
}

/**
 * Completes a proof with the provider. It neither signs in nor links: the identity must already be linked to the user.
 * @param answer the query of the callback
 * @throws any database error
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
  // `auth_time` is checked later, so that its absence gives a message of its own.
  const expected = { expectedNonce: journey.nonce, maxAge: oauth.skipAuthTimeCheck, requireIdToken: true } as const;
  const tokens = await oauth.processAuthorizationCodeResponse(server, client, response, expected);
  return oauth.getValidatedIdTokenClaims(tokens);
}
