import "server-only";
import { actorOf, recordAuditEvent } from "@/lib/audit/record";
import { sha256 } from "@/lib/crypto/tokens";
import { db, type Transaction } from "@/lib/db/client";
import { AppError } from "@/lib/errors/app-error";
import { lockMerchant } from "@/lib/merchants/lock";
import type { User } from "@/lib/principal";

/**
 * Makes an invited user a member of the merchant, beside those that the user belongs to already. The invitation works
 * once. Repeating it after success changes nothing, and nor does an invitation of a member: the role stays.
 * @param token from the link
 * @returns the merchant's id
 * @throws AppError `link_used_up`; `invitation_for_another` when the invitation went to another email
 */
export function acceptInvitation(user: User, token: string): Promise<string> {
  return db().$transaction((tx) => join(tx, user, sha256(token)));
}

async function join(tx: Transaction, user: User, tokenHash: string): Promise<string> {
  const invitation = await tx.invitation.findUnique({
    where: { tokenHash },
    select: { id: true, merchantId: true, role: true },
  });
  if (!invitation || !(await lockMerchant(tx, invitation.merchantId))) throw new AppError("link_used_up");
  const { id, merchantId, role } = invitation;

  const [invited] = await tx.$queryRaw<{ email: string }[]>`
    SELECT email FROM "User" WHERE id = ${user.id}::uuid FOR NO KEY UPDATE`;
  if ((await tx.member.count({ where: { merchantId, userId: user.id } })) > 0) return merchantId;

  // The email is erased here: the user's row has it, so the invitation no longer needs it.
  const [used] = await tx.$queryRaw<{ email: string }[]>`
    UPDATE "Invitation" AS i SET "usedAt" = now(), email = ''
      FROM "Invitation" AS before
     WHERE i.id = ${id}::uuid AND before.id = i.id AND i."usedAt" IS NULL AND i."expiresAt" > now()
    RETURNING before.email`;
  // An error from here on rolls the transaction back, so the invitation stays open.
  if (!used) throw new AppError("link_used_up");
  if (invited?.email !== used.email) throw new AppError("invitation_for_another");

  await tx.member.create({ data: { merchantId, userId: user.id, role }, select: { userId: true } });
  await recordAuditEvent(tx, {
    actor: actorOf(user),
    action: "user.joined",
    merchantId,
    after: { userId: user.id, invitationId: id, memberRole: role },
  });
  return merchantId;
}
