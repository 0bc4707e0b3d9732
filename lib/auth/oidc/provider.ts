import "server-only";
import type { OIDCConfig } from "next-auth/providers";
import { readClaims } from "@/lib/auth/oidc/claims";
import { env } from "@/lib/env";

/**
 * The OpenID Connect provider of the settings AUTH_OIDC_*, as a list of none or one. An identity is linked to an
 * account only if its email is confirmed and equal. The `signIn` callback requires the confirmation. Auth.js finds the
 * account with the equal email because of `allowDangerousEmailAccountLinking`. The adapter hides every session from
 * Auth.js.
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
      authorization: { params: { scope: ["openid", "email", "profile", ...oidc.scopes].join(" ") } },
      // Many providers put the email into the userinfo response and not into the ID token.
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
