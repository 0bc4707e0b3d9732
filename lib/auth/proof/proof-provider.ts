import "server-only";
import { identityIssuer } from "@/lib/auth/identities/issuer";
import { db } from "@/lib/db/client";
import { env } from "@/lib/env";
import type { User } from "@/lib/principal";

/** The name of the identity provider that can prove a user, because the user is linked with it; otherwise null. */
export async function proofProvider({ id }: User): Promise<string | null> {
  const { oidc } = env();
  if (!oidc) return null;
  const linked = await db().account.count({ where: { userId: id, provider: identityIssuer() } });
  return linked > 0 ? oidc.name : null;
}
