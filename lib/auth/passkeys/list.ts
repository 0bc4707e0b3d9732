import "server-only";
import { relyingParty } from "@/lib/auth/passkeys/relying-party";
import { db } from "@/lib/db/client";
import type { Staff, User } from "@/lib/principal";

/** A passkey of an account. */
export type Passkey = { id: string; name: string; createdAt: Date; lastUsedAt: Date | null };

/** The user's passkeys, newest first. */
export function listPasskeys(user: User): Promise<Passkey[]> {
  return passkeysOf(user.id);
}

/**
 * As `listPasskeys`, for any user.
 * @param userId a UUID
 */
export function listPasskeysForStaff(_staff: Staff, userId: string): Promise<Passkey[]> {
  return passkeysOf(userId);
}

/** Whether the user can prove who they are by a passkey. */
export async function hasPasskey(user: User): Promise<boolean> {
  return relyingParty() !== null && (await db().passkey.count({ where: { userId: user.id } })) > 0;
}

function passkeysOf(userId: string): Promise<Passkey[]> {
  return db().passkey.findMany({
    where: { userId },
    orderBy: [{ createdAt: "desc" }, { id: "asc" }],
    select: { id: true, name: true, createdAt: true, lastUsedAt: true },
  });
}
