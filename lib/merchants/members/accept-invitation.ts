import "server-only";
import { actorOf, recordAuditEvent } from "@/lib/audit/record";
import { sha256 } from "@/lib/crypto/tokens";
import { db, type Transaction } from "@/lib/db/client";
import { AppError } from "@/lib/errors";
import { lockMerchant } from "@/lib/merchants/lock";
import type { User } from "@/lib/principal";

/**
 * Makes an invited user a member of the merchant. The invitation works once. Repeating it after success changes
 * nothing.
 * @param token from the link
 * @throws AppError `link_used_up`; `invitation_for_another` when the invitation went to another email;
 * `belongs_elsewhere` when the user belongs to another merchant already
 */
export async function acceptInvitation(user: User, token: string): Promise<void> {
  await db().$transaction((tx) => join(tx, user, sha256(token)));
}

async function join(tx: Transaction, user: User, tokenHash: string): Promise<void> {
  const invitation = await tx.invitation.findUnique({ where: { tokenHash }, select: { id: true, merchantId: true } });
  if (!invitation || !(await lockMerchant(tx, invitation.merchantId))) throw new AppError("link_used_up");
  const { id, merchantId } = invitation;

  const [invited] = await tx.$queryRaw<{ email: string; merchantId: string | null }[]>`
    SELECT email, "merchantId" FROM "User" WHERE id = ${user.id}::uuid FOR NO KEY UPDATE`;
  if (invited?.merchantId === merchantId) return;

  // The email is erased here: the user's row has it, so the invitation no longer needs it.
  const [used] = await tx.$queryRaw<{ email: string }[]>`
    UPDATE "Invitation" AS i SET "usedAt" = now(), email = ''
      FROM "Invitation" AS before
     WHERE i.id = ${id}::uuid AND before.id = i.id AND i."usedAt" IS NULL AND i."expiresAt" > now()
    RETURNING before.email`;
  // An error from here on rolls the transaction back, so the invitation stays open.
  if (!used) throw new AppError("link_used_up");
  if (invited?.email !== used.email) throw new AppError("invitation_for_another");
  if (invited.merchantId) throw new AppError("belongs_elsewhere");

  await tx.user.update({ where: { id: user.id }, data: { merchantId }, select: { id: true } });
  await recordAuditEvent(tx, {
    actor: actorOf(user),
    action: "user.joined",
    merchantId,
    after: { userId: user.id, invitationId: id },
  });
}
