import "server-only";
import type { Route } from "next";
import { linkHash } from "@/lib/auth/links/sign-in-link-hash";
import { finishByStandIn, STAND_IN_LIFETIME } from "@/lib/auth/links/stand-in";
import { verifyPasskey } from "@/lib/auth/passkeys/verify";
import { randomSecret } from "@/lib/crypto/tokens";
import { db } from "@/lib/db/client";
import { countAgainstLimit } from "@/lib/rate-limit";

/**
 * Signs this browser in with a passkey. A temporary link to Auth.js takes the place of an emailed one, so that both sign in by
 * the same steps. Only for actions.
 * @param text the browser's answer, untrusted
 * @param returnTo the path to open after signing in
 * @returns the path to which Auth.js redirects, or null when the passkey is refused
 * @throws AppError `too_many_sign_ins`; any database error
 */
export async function signInWithPasskey(text: string, returnTo: string): Promise<Route | null> {
  const passkey = await verifyPasskey(text);
  if (!passkey) return null;
  await countAgainstLimit("passkey-sign-in", passkey.id);
  const token = randomSecret();
  const expires = new Date(Date.now() + STAND_IN_LIFETIME);
  // The email of the moment when the passkey was used. An undo since then has removed the passkey and changed the email.
  const { email } = passkey;
  await db().verificationToken.create({ data: { identifier: email, token: linkHash(token), expires } });
  return finishByStandIn({ token, email, callbackUrl: returnTo }, "passkey");
}
