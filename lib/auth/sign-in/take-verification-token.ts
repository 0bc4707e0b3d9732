import "server-only";
import type { SignInMethod } from "@/lib/auth/sessions/start";
import { recordRefusedSignIn } from "@/lib/auth/sign-in/record-refusal";
import { db } from "@/lib/db/client";

type VerificationToken = { identifier: string; token: string; expires: Date };

/**
 * Uses up the token of a sign-in link, and the code from the same email. An expired token is recorded as a refused
 * sign-in, because its owner may ask why. An unknown token is not recorded: anyone can invent one, and the audit log
 * keeps every row.
 * @param token as Auth.js hashes it
 * @returns the token's row, or null. Auth.js itself refuses an expired row
 */
export async function takeVerificationToken(
  identifier: string,
  token: string,
  method: SignInMethod,
): Promise<VerificationToken | null> {
  // The code goes first: if the next statement fails, the link still works.
  await db().mailedCode.deleteMany({ where: { linkHash: token } });
  const [taken] = await db().$queryRaw<(VerificationToken & { isExpired: boolean; userId: string | null })[]>`
    DELETE FROM "VerificationToken" v WHERE v.identifier = ${identifier} AND v.token = ${token}
    RETURNING v.identifier, v.token, v.expires, v.expires <= now() AS "isExpired",
              (SELECT u.id FROM "User" u WHERE u.email = v.identifier) AS "userId"`;
  if (!taken) return null;
  const { isExpired, userId, ...row } = taken;
  if (isExpired) await recordRefusedSignIn({ userId, method, reason: "link_expired" });
  return row;
}
