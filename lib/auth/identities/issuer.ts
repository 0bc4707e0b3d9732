import "server-only";
import { env } from "@/lib/env";

/**
 * The issuer whose identities sign in, as `Account.provider` holds it: without a slash at its end. `sub` is unique for
 * one issuer only (OpenID Connect Core 1.0, section 2), so a change of AUTH_OIDC_ISSUER makes earlier identities unknown
 * instead of letting one person of the new provider into the account of another.
 */
export function identityIssuer(): string {
  return withoutSlash(env().oidc?.issuer ?? "");
}

const withoutSlash = (url: string) => url.replace(/\/+$/, "");
