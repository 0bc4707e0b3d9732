import "server-only";
import { eraseUser } from "@/lib/account/delete/erase-user";
import { recordAuditEvent } from "@/lib/audit/record";
import { sendNotice } from "@/lib/auth/send-notice";
import { sha256 } from "@/lib/crypto/tokens";
import { db, type Transaction } from "@/lib/db/client";
import { AppError } from "@/lib/errors/app-error";

type Undo = { id: string; userId: string; email: string; current: string; createdAt: Date };

/**
 * Restores the email that an account had before a change, even if someone else controls the account now. It ends all of
 * the account's sessions. It also removes the identities and the later changes of the email that were added since, and all
 * passkeys.
 * @param token from the notice to the earlier email; its holder can read that mailbox
 * @throws AppError `link_used_up`; `email_taken` when the earlier email belongs to an account with a merchant or a role
 * by now
 */
export async function undoEmailChange(token: string): Promise<void> {
  const undone = await db().$transaction((tx) => undo(tx, sha256(token)));
  await sendNotice("emailChangeUndone", undone.current);
}

async function undo(tx: Transaction, tokenHash: string): Promise<Undo> {
  const [found] = await tx.$queryRaw<Undo[]>`
    SELECT c.id, c."userId", c.email, u.email AS current, c."createdAt"
      FROM "EmailUndo" c JOIN "User" u ON u.id = c."userId"
     WHERE c."tokenHash" = ${tokenHash} AND c."usedAt" IS NULL AND c."expiresAt" > now()
       FOR UPDATE`;
  if (!found) throw new AppError("link_used_up");
  const { userId, email, createdAt } = found;
  const actor = { type: "USER", id: userId } as const;

  await makeWay(tx, userId, email);
  await tx.$executeRaw`UPDATE "User" SET email = ${email}, "emailVerified" = now() WHERE id = ${userId}::uuid`;
  await tx.session.deleteMany({ where: { userId } });
  await tx.account.deleteMany({ where: { userId, createdAt: { gte: createdAt } } });
  // Also those from before the change: a thief may have added one first.
  await tx.passkey.deleteMany({ where: { userId } });
  await tx.emailChange.deleteMany({ where: { userId } });
  // Later undo links would restore emails that the attacker had set.
  await tx.$executeRaw`
    UPDATE "EmailUndo" SET "usedAt" = now()
     WHERE "userId" = ${userId}::uuid AND "usedAt" IS NULL AND "createdAt" >= ${createdAt}`;
  await recordAuditEvent(tx, { actor, action: "user.email_change_undone", after: { userId } });
  return found;
}

/**
 * Deletes an empty account that has the earlier email by now. Its owner reads the same mailbox, and created the account
 * by signing in after the change.
 * @throws AppError `email_taken` when that account is not empty
 */
async function makeWay(tx: Transaction, userId: string, email: string): Promise<void> {
  const [other] = await tx.$queryRaw<{ id: string }[]>`
    SELECT id FROM "User" WHERE email = ${email} AND id <> ${userId}::uuid FOR UPDATE`;
  if (!other) return;
  // Only a statement that begins after the lock sees the business that the account has just joined.
  const [found] = await tx.$queryRaw<{ isEmpty: boolean }[]>`
    SELECT NOT EXISTS (SELECT FROM "Member" b WHERE b."userId" = "User".id) AND role = 'MERCHANT' AND "disabledAt" IS NULL
               AND NOT EXISTS (SELECT FROM "EmailUndo" later
                                WHERE later."userId" = "User".id AND later."usedAt" IS NULL AND later."expiresAt" > now())
               AS "isEmpty" FROM "User" WHERE id = ${other.id}::uuid`;
  if (!found?.isEmpty) throw new AppError("email_taken");
  await eraseUser(tx, other.id);
  const actor = { type: "USER", id: other.id } as const;
  await recordAuditEvent(tx, { actor, action: "user.deleted", after: { userId: other.id } });
}
