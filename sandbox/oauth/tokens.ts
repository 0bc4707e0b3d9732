import { createHmac, randomUUID } from "node:crypto";
import { randomToken } from "../random.ts";
import type { Connection } from "../state/schema.ts";
import type { Store } from "../state/store.ts";

/** How the token names the connection; all but `receipthero_id` are faults or the documentation's own misspelling. */
export type TokenShape = "receipthero_id" | "receipt_hero_id" | "no-claim" | "not-jwt";

/**
 * Gives the connection a new access token (receipthero-api.md section 1.3: HS256, claims `receipthero_id` and `iat`),
 * which ends the one before it. `iat` is in seconds of the sandbox clock and always larger than the former one's.
 */
export function issueToken(store: Store, connection: Connection, shape: TokenShape): string {
  const previous = connection.tokens.at(-1);
  const iat = Math.max(Math.floor(store.now() / 1000), previous ? previous.iat + 1 : 0);
  const accessToken = makeToken(connection, shape, iat, store.state.signingKey);
  store.change(() => {
    connection.tokens.push({ accessToken, iat, issuedAt: store.now() });
  });
  return accessToken;
}

function makeToken(connection: Connection, shape: TokenShape, iat: number, signingKey: string): string {
  if (shape === "not-jwt") return randomToken();
  const claims = shape === "no-claim" ? {} : { [shape]: connection.receiptheroId };
  // The random jti keeps all tokens apart, whatever else they say.
  return signHs256({ ...claims, iat, jti: randomUUID() }, signingKey);
}

// Synchronous, unlike jose's: between the code and its token no other request can come.
function signHs256(claims: Record<string, unknown>, signingKey: string): string {
  const encode = (part: unknown) => Buffer.from(JSON.stringify(part)).toString("base64url");
  const content = `${encode({ alg: "HS256", typ: "JWT" })}.${encode(claims)}`;
  const signature = createHmac("sha256", Buffer.from(signingKey, "base64url")).update(content).digest("base64url");
  return `${content}.${signature}`;
}
