import "server-only";
import { identityIssuer } from "@/lib/auth/identities/issuer";
import { db } from "@/lib/db/client";
import { env } from "@/lib/env";
import type { Staff, User } from "@/lib/principal";

/** How many identities a page shows. Users have one or two. */
const MAX_IDENTITIES = 50;

/** An identity at a provider that signs in to an account. `isUsable` is false once the provider is no longer configured. */
export type LinkedIdentity = { id: string; provider: string; linkedAt: Date; isUsable: boolean };

/** The identities that are linked to the user, newest first. */
export function listIdentities(user: User): Promise<LinkedIdentity[]> {
  return identitiesOf(user.id);
}

/**
 * As `listIdentities`, for any user.
 * @param userId a UUID
 */
export function listIdentitiesForStaff(_staff: Staff, userId: string): Promise<LinkedIdentity[]> {
  return identitiesOf(userId);
}

async function identitiesOf(userId: string): Promise<LinkedIdentity[]> {
  const { oidc } = env();
  const accounts = await db().account.findMany({
    where: { userId },
    orderBy: [{ createdAt: "desc" }, { id: "asc" }],
    take: MAX_IDENTITIES,
    select: { id: true, provider: true, createdAt: true },
  });
  return accounts.map(({ id, provider, createdAt }) => {
    const isUsable = oidc !== null && provider === identityIssuer();
    return { id, provider: isUsable ? oidc.name : provider, linkedAt: createdAt, isUsable };
  });
}
