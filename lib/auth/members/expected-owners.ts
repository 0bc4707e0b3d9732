import "server-only";
import { recordAuditEvent } from "@/lib/audit/record";
import { db, type Transaction } from "@/lib/db/client";
import { lockMerchant } from "@/lib/merchants/lock";

/**
 * Notes that the partner's system named an email as an owner's. The user joins with `joinAsExpected`. It stays expected
 * when an invitation of the same email expires.
 */
export async function expectOwner(tx: Transaction, merchantId: string, email: string): Promise<void> {
  await tx.$executeRaw`
    INSERT INTO "ExpectedOwner" ("merchantId", email) VALUES (${merchantId}::uuid, ${email})
    ON CONFLICT ("merchantId", email) DO UPDATE SET "isInvited" = FALSE`;
}

/** Notes that staff invited an email as an owner's, until the invitation expires (follow_invitation_session.sql). */
export async function expectInvitedOwner(tx: Transaction, merchantId: string, email: string): Promise<void> {
  await tx.$executeRaw`
    INSERT INTO "ExpectedOwner" ("merchantId", email, "isInvited") VALUES (${merchantId}::uuid, ${email}, TRUE)
    ON CONFLICT DO NOTHING`;
}

/**
 * Makes the user with an email an owner of each merchant for which the partner named it. A user who belongs to the
 * merchant already keeps the role there, because its owners decide about it. Without such a user nothing happens.
 * @param email in lower case
 */
export async function joinAsExpected(email: string): Promise<void> {
  const expected = await db().expectedOwner.findMany({ where: { email }, select: { merchantId: true } });
  for (const { merchantId } of expected) await db().$transaction((tx) => join(tx, merchantId, email));
}

async function join(tx: Transaction, merchantId: string, email: string): Promise<void> {
  if (!(await lockMerchant(tx, merchantId))) return;
  const [user] = await tx.$queryRaw<{ id: string }[]>`
    SELECT id FROM "User" WHERE email = ${email} AND "emailVerified" IS NOT NULL AND "disabledAt" IS NULL FOR NO KEY UPDATE`;
  if (!user) return;
  const { count } = await tx.expectedOwner.deleteMany({ where: { merchantId, email } });
  // A concurrent sign-in was faster.
  if (count === 0) return;
  const role = "OWNER";
  const joined = await tx.member.createMany({ data: { merchantId, userId: user.id, role }, skipDuplicates: true });
  if (joined.count === 0) return;
  await recordAuditEvent(tx, {
    actor: { type: "USER", id: user.id },
    action: "user.joined",
    merchantId,
    after: { userId: user.id, memberRole: role },
  });
}
