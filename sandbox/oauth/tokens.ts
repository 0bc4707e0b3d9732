import { createHmac, randomUUID } from "node:crypto";
import { randomToken } from "../secrets.ts";
import type { Connection } from "../state/schema.ts";
import type { Store } from "../state/store.ts";

/** How a token differs from a good one, see "Faults" in sandbox/README.md. */
export type TokenFault = "no-claim" | "not-jwt" | "other-claim" | "null-claim" | IatFault;
type IatFault = "iat-fraction" | "iat-text" | "iat-milliseconds" | "iat-null";

const IAT_FORMS: Record<IatFault, (seconds: number) => number | string | null> = {
  "iat-fraction": (seconds) => seconds + 0.25,
  "iat-text": String,
  "iat-milliseconds": (seconds) => seconds * 1000,
  "iat-null": () => null,
};

/**
 * Gives the connection a new access token (receipthero-api.md section 1.3: HS256, claims `receipthero_id` and `iat`),
 * which ends the one before it unless `keepsFormer`. `iat` is in seconds of the sandbox clock and always larger than the
 * former one's.
 */
export function issueToken(
  store: Store,
  connection: Connection,
  fault: TokenFault | null = null,
  keepsFormer = false,
): string {
  const previous = connection.tokens.at(-1);
  const iat = Math.max(Math.floor(store.now() / 1000), previous ? previous.iat + 1 : 0);
  const accessToken = makeToken(connection, fault, iat, store.state.signingKey);
  store.change(() => {
    connection.tokens.push({ accessToken, iat, issuedAt: store.now(), keepsFormer });
  });
  return accessToken;
}

function makeToken(connection: Connection, fault: TokenFault | null, iat: number, signingKey: string): string {
  if (fault === "not-jwt") return randomToken();
  const written = fault !== null && fault in IAT_FORMS ? IAT_FORMS[fault as IatFault](iat) : iat;
  // The random jti keeps all tokens apart, whatever else they say.
  return signHs256({ ...nameClaims(connection, fault), iat: written, jti: randomUUID() }, signingKey);
}

function nameClaims({ receiptheroId }: Connection, fault: TokenFault | null): Record<string, unknown> {
  if (fault === "no-claim") return {};
  if (fault === "other-claim") return { receipt_hero_id: receiptheroId };
  if (fault === "null-claim") return { receipthero_id: null, receipt_hero_id: receiptheroId };
  return { receipthero_id: receiptheroId };
}

// Synchronous, unlike jose's: between the code and its token no other request can come.
function signHs256(claims: Record<string, unknown>, signingKey: string): string {
  const encode = (part: unknown) => Buffer.from(JSON.stringify(part)).toString("base64url");
  const content = `${encode({ alg: "HS256", typ: "JWT" })}.${encode(claims)}`;
  const signature = createHmac("sha256", Buffer.from(signingKey, "base64url")).update(content).digest("base64url");
  return `${content}.${signature}`;
}
