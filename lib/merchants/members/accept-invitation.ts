import "server-only";
import { actorOf, recordAuditEvent } from "@/lib/audit/record";
import { sha256 } from "@/lib/crypto/tokens";
import { db, type Transaction } from "@/lib/db/client";
import { AppError } from "@/lib/errors";
import { lockMerchant } from "@/lib/merchants/lock";
import type { User } from "@/lib/principal";

/**
 * Lets an invited user act for the business that invited them, once. Coming again, after it worked, changes nothing.
 * @param token what the mail carried
 * @throws AppError `link_used_up`, `invitation_for_another` when the invitation went to another address,
 *   `belongs_elsewhere` when the user acts for another business already
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

  // The address is erased here: the user has it, and the invitation needs it no longer.
  const [used] = await tx.$queryRaw<{ email: string }[]>`
    UPDATE "Invitation" AS i SET "usedAt" = now(), email = ''
      FROM "Invitation" AS before
     WHERE i.id = ${id}::uuid AND before.id = i.id AND i."usedAt" IS NULL AND i."expiresAt" > now()
    RETURNING before.email`;
  // What is thrown from here on leaves the invitation open: the transaction is undone.
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
