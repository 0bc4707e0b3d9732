import "server-only";
import { actorOf, recordAuditEvent } from "@/lib/audit/record";
import { db } from "@/lib/db/client";
import { AppError } from "@/lib/errors/app-error";
import type { User } from "@/lib/principal";

/**
 * Renames one of the user's passkeys. The log does not keep the names. The same name again is not recorded as a change.
 * @param passkeyId a UUID
 * @throws AppError `not_found`, for another user's passkey as well as for a missing one
 */
export async function renamePasskey(user: User, passkeyId: string, name: string): Promise<void> {
  await db().$transaction(async (tx) => {
    const [before] = await tx.$queryRaw<{ name: string }[]>`
      SELECT name FROM "Passkey" WHERE id = ${passkeyId}::uuid AND "userId" = ${user.id}::uuid FOR NO KEY UPDATE`;
    if (!before) throw new AppError("not_found");
    if (before.name === name) return;
    await tx.passkey.update({ where: { id: passkeyId }, data: { name }, select: { id: true } });
    const after = { userId: user.id, passkeyId };
    await recordAuditEvent(tx, { actor: actorOf(user), action: "user.passkey_renamed", after });
  });
}
