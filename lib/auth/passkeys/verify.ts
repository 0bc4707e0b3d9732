import "server-only";
import { readAnswer, usedSchema } from "@/lib/auth/passkeys/answers";
import { isOurChallenge, spendChallenge } from "@/lib/auth/passkeys/challenge";
import { relyingParty } from "@/lib/auth/passkeys/relying-party";
import { db } from "@/lib/db/client";
import { log } from "@/lib/log";

/** A passkey that was used a moment ago, and the email that its user had then. */
type UsedPasskey = { id: string; userId: string; email: string };

/**
 * Checks the answer of a browser that used a passkey: its signature, our challenge, our origin, and that the passkey's device
 * verified its user. An answer works once.
 * @param text as the browser sent it, untrusted
 * @returns null when it proves nobody
 * @throws any database error
 */
export async function verifyPasskey(text: string): Promise<UsedPasskey | null> {
  const [party, response] = [relyingParty(), readAnswer(text, usedSchema)];
  if (!party || !response) return null;
  const passkey = await db().passkey.findUnique({ where: { credentialId: response.id } });
  if (!passkey) return null;
  const { verifyAuthenticationResponse } = await import("@simplewebauthn/server");
  let challenge = "";
  const { id, credentialId, publicKey, counter } = passkey;
  const checked = await verifyAuthenticationResponse({
    response,
    expectedChallenge: (given) => {
      challenge = given;
      return isOurChallenge(given, "use");
    },
    expectedOrigin: party.origin,
    expectedRPID: party.id,
    requireUserVerification: true,
    credential: { id: credentialId, publicKey: new Uint8Array(publicKey), counter: Number(counter) },
  }).catch((error: unknown) => {
    log.info({ err: error, passkeyId: id }, "a passkey was refused");
    return null;
  });
  if (!checked?.verified) return null;
  const { newCounter } = checked.authenticationInfo;
  return db().$transaction(async (tx) => {
    if (!(await spendChallenge(tx, challenge))) return null;
    const [used] = await tx.$queryRaw<UsedPasskey[]>`
      UPDATE "Passkey" p SET counter = greatest(counter, ${newCounter}::bigint), "lastUsedAt" = now() FROM "User" u
       WHERE p.id = ${id}::uuid AND u.id = p."userId" RETURNING p.id, p."userId", u.email`;
    return used ?? null;
  });
}
