import "server-only";
import { eraseUser } from "@/lib/account/delete/erase-user";
import { actorOf, recordAuditEvent } from "@/lib/audit/record";
import { db } from "@/lib/db/client";
import { parseEmailAddress } from "@/lib/email-address";
import { AppError } from "@/lib/errors";
import type { User } from "@/lib/principal";

/**
 * Deletes a user who belongs to no merchant, such as a removed member, and all of their personal data.
 * @param confirmation the user's email, typed
 * @throws AppError `address_differs`; `belongs_elsewhere` when the user belongs to a merchant by now; and those of
 * `eraseUser`
 */
export async function deleteLoneAccount(user: User, confirmation: string): Promise<void> {
  await db().$transaction(async (tx) => {
    const [self] = await tx.$queryRaw<{ email: string; merchantId: string | null }[]>`
      SELECT email, "merchantId" FROM "User" WHERE id = ${user.id}::uuid FOR UPDATE`;
    if (!self) return;
    if (self.merchantId) throw new AppError("belongs_elsewhere");
    if (parseEmailAddress(confirmation) !== self.email) throw new AppError("address_differs");
    await eraseUser(tx, user.id);
    await recordAuditEvent(tx, { actor: actorOf(user), action: "user.deleted", after: { userId: user.id } });
  });
}
