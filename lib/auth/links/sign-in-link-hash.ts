import "server-only";
import { sha256 } from "@/lib/crypto/tokens";
import { env } from "@/lib/env";

/** The hash under which Auth.js stores the token of a sign-in link (its `createHash` of token and secret). */
export function linkHash(token: string): string {
  return sha256(`${token}${env().AUTH_SECRET}`);
}
