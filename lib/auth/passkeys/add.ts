import "server-only";
import { actorOf, recordAuditEvent } from "@/lib/audit/record";
import { createdSchema, readAnswer } from "@/lib/auth/passkeys/answers";
import { isOurChallenge, spendChallenge } from "@/lib/auth/passkeys/challenge";
import { relyingParty } from "@/lib/auth/passkeys/relying-party";
import { sendNotice } from "@/lib/auth/send-notice";
import { db } from "@/lib/db/client";
import { AppError } from "@/lib/errors/app-error";
import { log } from "@/lib/log";
import type { User } from "@/lib/principal";
import { MAX_PASSKEYS } from "@/lib/quotas";

/**
 * Adds a passkey that the user's browser has created, while the session is open. The user is told by email.
 * @param name as the user calls it
 * @param text the browser's answer, untrusted
 * @throws AppError `passkey_failed`, `passkey_exists` or `too_many_passkeys`; any database error
 */
export async function addPasskey(user: User, name: string, text: string): Promise<void> {
  const [party, response] = [relyingParty(), readAnswer(text, createdSchema)];
  if (!party || !response) throw new AppError("passkey_failed");
  const { verifyRegistrationResponse } = await import("@simplewebauthn/server");
  let challenge = "";
  const checked = await verifyRegistrationResponse({
    response,
    expectedChallenge: (given) => {
      challenge = given;
      return isOurChallenge(given, `add ${user.id}`);
    },
    expectedOrigin: party.origin,
    expectedRPID: party.id,
    requireUserVerification: true,
  }).catch((error: unknown) => {
    log.info({ err: error }, "a new passkey was refused");
    return null;
  });
  if (!checked?.verified) throw new AppError("passkey_failed");
  const { id: credentialId, publicKey, counter } = checked.registrationInfo.credential;

  await db().$transaction(async (tx) => {
    if (!(await spendChallenge(tx, challenge))) throw new AppError("passkey_failed");
    // Two at once would each count the passkeys without the other.
    await tx.$executeRaw`SELECT FROM "User" WHERE id = ${user.id}::uuid FOR NO KEY UPDATE`;
    // Undoing an email change, and disabling the user, end the sessions under the same lock.
    const isOpen = (await tx.session.count({ where: { id: user.sessionId, userId: user.id } })) > 0;
    if (!isOpen) throw new AppError("passkey_failed", "the session has ended");
    if ((await tx.passkey.count({ where: { userId: user.id } })) >= MAX_PASSKEYS)
      throw new AppError("too_many_passkeys");
    const [added] = await tx.$queryRaw<{ id: string }[]>`
      INSERT INTO "Passkey" ("userId", "credentialId", "publicKey", counter, name)
      VALUES (${user.id}::uuid, ${credentialId}, ${Buffer.from(publicKey)}, ${counter}::bigint, ${name})
      ON CONFLICT DO NOTHING RETURNING id`;
    if (!added) throw new AppError("passkey_exists");
    const after = { userId: user.id, passkeyId: added.id };
    await recordAuditEvent(tx, { actor: actorOf(user), action: "user.passkey_added", after });
  });
  await sendNotice("passkeyAdded", user.email);
}
