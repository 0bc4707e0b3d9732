import "server-only";
import { env } from "@/lib/env";

/**
 * The issuer whose identities can sign in, as `Account.provider` stores it: without a trailing slash. `sub` is unique
 * within one issuer only (OpenID Connect Core 1.0, section 2). If AUTH_OIDC_ISSUER changes, earlier identities are
 * unknown. With a fixed name, a user of the new provider could get into someone else's account.
 */
export function identityIssuer(): string {
  return withoutSlash(env().oidc?.issuer ?? "");
}

const withoutSlash = (url: string) => url.replace(/\/+$/, "");
