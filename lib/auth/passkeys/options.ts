import "server-only";
import { newChallenge } from "@/lib/auth/passkeys/challenge";
import { relyingParty } from "@/lib/auth/passkeys/relying-party";
import { getBrand } from "@/lib/brand/current";
import { db } from "@/lib/db/client";
import { readableEmailAddress } from "@/lib/email-address";
import { PASSKEY_MINUTES } from "@/lib/lifetimes";
import type { User } from "@/lib/principal";

const timeout = PASSKEY_MINUTES * 60_000;

/** The options with which a browser uses a passkey of this site, of any user; null where there are no passkeys. */
export async function optionsToUse() {
  const party = relyingParty();
  if (!party) return null;
  const { generateAuthenticationOptions } = await import("@simplewebauthn/server");
  return generateAuthenticationOptions({
    rpID: party.id,
    challenge: newChallenge("use"),
    userVerification: "required",
    timeout,
  });
}

/**
 * The options with which a browser creates a passkey for the user; null where there are no passkeys. The passkey names the account by its
 * id, and shows the email to its owner.
 */
export async function optionsToAdd({ id, email }: User) {
  const party = relyingParty();
  if (!party) return null;
  const known = await db().passkey.findMany({ where: { userId: id }, select: { credentialId: true } });
  const { generateRegistrationOptions } = await import("@simplewebauthn/server");
  return generateRegistrationOptions({
    rpName: (await getBrand()).name,
    rpID: party.id,
    userName: readableEmailAddress(email),
    userID: new Uint8Array(Buffer.from(id)),
    challenge: newChallenge(`add ${id}`),
    attestationType: "none",
    excludeCredentials: known.map(({ credentialId }) => ({ id: credentialId })),
    authenticatorSelection: { residentKey: "required", userVerification: "required" },
    timeout,
  });
}
