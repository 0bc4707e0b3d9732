import "server-only";
import { identityIssuer } from "@/lib/auth/identities/issuer";
import type { Transaction } from "@/lib/db/client";
import { env } from "@/lib/env";
import { isStaff, type User } from "@/lib/principal";

/**
 * Whether groups at the identity provider decide about a user's role, so that a change by hand would not last. They do if staff
 * sign in there alone, or if the user has an identity there. `ADMIN_EMAILS` counts for more.
 */
export function areGroupsDeciding(user: { email: string; hasIdentity: boolean }): boolean {
  const { oidc, AUTH_STAFF, ADMIN_EMAILS } = env();
  return Boolean(oidc?.roles) && !ADMIN_EMAILS.includes(user.email) && (AUTH_STAFF === "oidc" || user.hasIdentity);
}

/** As `areGroupsDeciding`, for the user with an id. */
export async function isRoleGoverned(tx: Transaction, userId: string): Promise<boolean> {
  const [user, identities] = await Promise.all([
    tx.user.findUniqueOrThrow({ where: { id: userId }, select: { email: true } }),
    tx.account.count({ where: { userId, provider: identityIssuer() } }),
  ]);
  return areGroupsDeciding({ email: user.email, hasIdentity: identities > 0 });
}

/**
 * Whether a user is staff because groups decide so. They do not unlink their own identity: it would sign in to a second account
 * of staff, and one of them could approve what the other asks for.
 */
export async function isIdentityFixed(tx: Transaction, user: User): Promise<boolean> {
  return isStaff(user) && (await isRoleGoverned(tx, user.id));
}

/** As `isIdentityFixed`, for the email, which `ADMIN_EMAILS` may name as well. */
export async function isEmailFixed(tx: Transaction, user: User): Promise<boolean> {
  return isStaff(user) && (env().ADMIN_EMAILS.includes(user.email) || (await isRoleGoverned(tx, user.id)));
}
