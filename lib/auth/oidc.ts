import "server-only";
import type { OIDCConfig } from "next-auth/providers";
import { z } from "zod";
import { emailAddress } from "@/lib/email-address";
import { env } from "@/lib/env";
import { MAX_PROFILE_NAME, nameOrNull } from "@/lib/text";

const profileSchema = z.object({
  sub: z.string().min(1),
  email: emailAddress(),
  name: z.unknown().transform((name) => nameOrNull(name, MAX_PROFILE_NAME)),
});

/**
 * The OpenID Connect provider of the settings AUTH_OIDC_*, as a list of none or one. Someone who signed in by mail
 * before keeps the same account: both prove the same address (see the `signIn` callback).
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
      profile(raw) {
        const { sub, email, name } = profileSchema.parse(raw);
        return { id: sub, email, name };
      },
    },
  ];
}
