import "server-only";
import { env } from "@/lib/env";
import { sha256 } from "@/lib/secrets";

/** The form in which Auth.js stores the token of a sign-in link (its `createHash` of token and secret). */
export function linkHash(token: string): string {
  return sha256(`${token}${env().AUTH_SECRET}`);
}
