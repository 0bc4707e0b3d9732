import "server-only";
import { identityIssuer } from "@/lib/auth/identities/issuer";
import { db } from "@/lib/db/client";

/**
 * The user that an identity of the configured provider is linked to, or null.
 * @param subject the provider's claim `sub`
 */
export async function findUserByIdentity(subject: string) {
  const found = await db().account.findUnique({
    where: { provider_providerAccountId: { provider: identityIssuer(), providerAccountId: subject } },
    select: { user: true },
  });
  return found?.user ?? null;
}
