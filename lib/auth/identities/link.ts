import "server-only";
import { recordAuditEvent } from "@/lib/audit/record";
import { identityIssuer } from "@/lib/auth/identities/issuer";
import { sendNotice } from "@/lib/auth/send-notice";
import { db } from "@/lib/db/client";

/**
 * Links an identity of the configured provider to a user, so that it signs in to this account. The caller has checked
 * that the provider confirmed the email and that it is the user's own. The user is told by email.
 * @param subject the provider's claim `sub`
 * @throws the database's error, also when the identity is linked already
 */
export async function linkIdentity(userId: string, subject: string): Promise<void> {
  const email = await db().$transaction(async (tx) => {
    const linked = await tx.account.create({
      data: { userId, type: "oidc", provider: identityIssuer(), providerAccountId: subject },
      select: { id: true, user: { select: { email: true } } },
    });
    await recordAuditEvent(tx, {
      actor: { type: "USER", id: userId },
      action: "user.identity_linked",
      after: { userId, identityId: linked.id },
    });
    return linked.user.email;
  });
  await sendNotice("identityLinked", email);
}
