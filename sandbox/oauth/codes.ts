import { createHash } from "node:crypto";
import { randomToken, sameSecret } from "../secrets.ts";
import type { Grant, IssuedCode } from "../state/schema.ts";
import type { Store } from "../state/store.ts";

/** A code expires one minute after it was created (receipthero-api.md section 1.2). */
const CODE_LIFETIME_MS = 60_000;

const MOST_CODES_KEPT = 5_000;

/** Makes a single-use code for the grant, bound to the redirect URI and, if there is one, the PKCE challenge. */
export function issueCode(store: Store, grant: Grant, redirectUri: string, codeChallenge: string | null): string {
  const issuedAt = store.now();
  const issued: IssuedCode = {
    code: randomToken(),
    redirectUri,
    codeChallenge,
    grant,
    issuedAt,
    expiresAt: issuedAt + CODE_LIFETIME_MS,
    usedAt: null,
    tokenRequests: 0,
  };
  store.change((state) => {
    state.codes = [...state.codes, issued].slice(-MOST_CODES_KEPT);
  });
  return issued.code;
}

/**
 * The proofs of a token request (section 1.3). `ignoresPkce`: this server does not know PKCE, so it bound the code to
 * no challenge.
 */
export type CodeProof = {
  code: string;
  clientId: string;
  redirectUri: string;
  codeVerifier: string | null;
  ignoresPkce: boolean;
};

/** Uses the code up and gives it, or gives the reason why not, for `invalid_grant`. A refused request changes nothing. */
export function redeemCode(store: Store, proof: CodeProof): { redeemed: IssuedCode } | { refusal: string } {
  const issued = store.state.codes.find((candidate) => candidate.code === proof.code);
  if (!issued || issued.grant.clientId !== proof.clientId) return { refusal: "The code is not known." };
  if (issued.usedAt !== null) return { refusal: "The code was used already." };
  if (store.now() >= issued.expiresAt) return { refusal: "The code has expired." };
  if (issued.redirectUri !== proof.redirectUri) {
    return { refusal: "redirect_uri is not the one of the authorization request." };
  }
  if (!proof.ignoresPkce && !verifierFits(issued.codeChallenge, proof.codeVerifier)) {
    return { refusal: "The code_verifier does not fit." };
  }

  store.change(() => {
    issued.usedAt = store.now();
  });
  return { redeemed: issued };
}

function verifierFits(challenge: string | null, verifier: string | null): boolean {
  if (challenge === null) return true;
  if (verifier === null || !/^[A-Za-z0-9._~-]{43,128}$/.test(verifier)) return false;
  return sameSecret(createHash("sha256").update(verifier).digest("base64url"), challenge);
}
