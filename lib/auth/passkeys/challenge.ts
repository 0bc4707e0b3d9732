import "server-only";
import { createHmac, randomBytes, timingSafeEqual } from "node:crypto";
import { sha256 } from "@/lib/crypto/tokens";
import type { Transaction } from "@/lib/db/client";
import { env } from "@/lib/env";
import { PASSKEY_MINUTES } from "@/lib/lifetimes";

// A challenge carries its own expiry and our mark, so that the visitors of the sign-in page leave no rows. Only one that a
// passkey has signed is stored, so that it works once.

/** The bytes of the random part, of the expiry (milliseconds since 1970), and of the mark. */
const RANDOM = 16;
const EXPIRY = 6;
const MARK = 16;

/** The use of a challenge: to add a passkey to a user's account, or to use one. */
export type ChallengePurpose = `add ${string}` | "use";

/** A new challenge for a passkey, which expires after `PASSKEY_MINUTES`. */
export function newChallenge(purpose: ChallengePurpose): Uint8Array<ArrayBuffer> {
  const expiry = Buffer.alloc(EXPIRY);
  expiry.writeUIntBE(Date.now() + PASSKEY_MINUTES * 60_000, 0, EXPIRY);
  const body = Buffer.concat([randomBytes(RANDOM), expiry]);
  return new Uint8Array(Buffer.concat([body, markOf(body, purpose)]));
}

/**
 * Whether a challenge is ours, for this purpose, and has not expired.
 * @param challenge base64url, untrusted
 */
export function isOurChallenge(challenge: string, purpose: ChallengePurpose): boolean {
  const bytes = Buffer.from(challenge, "base64url");
  if (bytes.length !== RANDOM + EXPIRY + MARK) return false;
  const body = bytes.subarray(0, RANDOM + EXPIRY);
  const isMarked = timingSafeEqual(bytes.subarray(RANDOM + EXPIRY), markOf(body, purpose));
  return isMarked && body.readUIntBE(RANDOM, EXPIRY) > Date.now();
}

/**
 * Uses up a challenge of ours.
 * @returns false when it was used before
 */
export async function spendChallenge(tx: Transaction, challenge: string): Promise<boolean> {
  // Encoded again, because base64url has several spellings of the same bytes.
  const hash = sha256(Buffer.from(challenge, "base64url").toString("base64url"));
  const spent = await tx.$executeRaw`
    INSERT INTO "SpentChallenge" (hash, "expiresAt") VALUES (${hash}, now() + make_interval(mins => ${PASSKEY_MINUTES}::int))
    ON CONFLICT DO NOTHING`;
  return spent > 0;
}

function markOf(body: Buffer, purpose: ChallengePurpose): Buffer {
  return createHmac("sha256", env().AUTH_SECRET)
    .update(`passkey ${purpose}`)
    .update("\0")
    .update(body)
    .digest()
    .subarray(0, MARK);
}
