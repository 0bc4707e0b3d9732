import "server-only";
import type { OIDCConfig } from "next-auth/providers";
import { readClaims } from "@/lib/auth/oidc/claims";
import { env } from "@/lib/env";

/**
 * The OpenID Connect provider of the settings AUTH_OIDC_*, as a list of none or one. Its identities are linked to an
 * account by a confirmed, equal address alone: the `signIn` callback asks for the confirmation, Auth.js looks for the
 * equal address because of `allowDangerousEmailAccountLinking`, and the adapter keeps every session from Auth.js.
 */
export function oidcProvider(): OIDCConfig<Record<string, unknown>>[] {
  const { oidc } = env();
  if (!oidc) return [];
  return [
    {
      id: "oidc",
      type: "oidc",
      name: oidc.name,
      issuer: oidc.issuer,
      clientId: oidc.clientId,
      clientSecret: oidc.clientSecret,
      authorization: { params: { scope: "openid email profile" } },
      // Many providers put the address into the userinfo answer and not into the ID token.
      idToken: false,
      checks: ["pkce", "state", "nonce"],
      allowDangerousEmailAccountLinking: true,
      profile(userinfo, tokens) {
        const { subject, email, name } = readClaims(userinfo, tokens.id_token);
        return { id: subject, email, name };
      },
    },
  ];
}
