import "server-only";
import { currentBrowser } from "@/lib/auth/browser";
import { codeSchema } from "@/lib/auth/codes/code";
import { getOpenCode } from "@/lib/auth/codes/get-open-code";
import { isMailboxUsedUp } from "@/lib/auth/codes/mailbox-attempts";
import { tryCode } from "@/lib/auth/codes/try-code";
import { hasPasskey } from "@/lib/auth/passkeys/list";
import { verifyPasskey } from "@/lib/auth/passkeys/verify";
import { mailProofCode } from "@/lib/auth/proof/mail-proof-code";
import { hasProof, recordProof } from "@/lib/auth/proof/proof";
import { proofProvider } from "@/lib/auth/proof/proof-provider";
import { readableEmailAddress } from "@/lib/email-address";
import { isAppError } from "@/lib/errors/app-error";
import { MERCHANT_FIELD } from "@/lib/forms/merchant-field";
import { PROOF_CODE, PROOF_PASSKEY, PROOF_RESEND, type ProofAsked, type ProofProblem } from "@/lib/forms/proof-asked";
import { USER_MARK_FIELD } from "@/lib/forms/user-mark-field";
import { log } from "@/lib/log";
import type { User } from "@/lib/principal";

/** The fields that the proof's form, which is on the same page, adds itself. */
const OWN_FIELDS = new Set([PROOF_CODE, PROOF_RESEND, PROOF_PASSKEY, USER_MARK_FIELD, MERCHANT_FIELD]);

/**
 * Guards an action that needs a proof from the last 15 minutes. Call it after authorizing and parsing, before acting:
 *
 *     const asked = await requireProof(user, formData);
 *     if (asked) return asked;
 *
 * `TextForm` and `ProvenForm` then show the proof's form instead, and submit the original form again with the proof.
 * @param formData as submitted: it may contain the code that proves the user
 * @returns null when the session has a proof, otherwise the state that asks for it
 * @throws any database error
 */
export async function requireProof(user: User, formData: FormData): Promise<ProofAsked | null> {
  if (await hasProof(user)) return null;
  const typed = formData.get(PROOF_CODE);
  const wantsAnother = formData.has(PROOF_RESEND);
  const problem =
    (await tryPasskey(user, formData.get(PROOF_PASSKEY))) ??
    (typed === null || wantsAnother ? await ensureCode(user, wantsAnother) : await tryTyped(user, typed));
  if (problem === "proven") return null;

  const fields = [...formData].flatMap(([name, value]): [string, string][] =>
    typeof value === "string" && !OWN_FIELDS.has(name) ? [[name, value]] : [],
  );
  const [code, provider, passkey] = await Promise.all([codeState(user), proofProvider(user), hasPasskey(user)]);
  return { proof: { email: readableEmailAddress(user.email), problem, code, provider, passkey, fields } };
}

/** @returns null when no passkey was used */
async function tryPasskey(user: User, answer: FormDataEntryValue | null): Promise<ProofProblem | "proven" | null> {
  if (typeof answer !== "string" || answer === "") return null;
  const passkey = await verifyPasskey(answer);
  if (passkey?.userId !== user.id) return "passkey_failed";
  await recordProof(user);
  return "proven";
}

async function tryTyped(user: User, typed: FormDataEntryValue): Promise<ProofProblem | "proven" | null> {
  const code = codeSchema.safeParse(typed);
  if (!code.success) return code.error.issues[0]?.message === "required" ? "required" : "codeForm";
  const browserHash = await currentBrowser();
  const guess = browserHash ? await tryCode("PROOF", browserHash, code.data, user.email) : null;
  if (guess?.result === "right") {
    await recordProof(user);
    return "proven";
  }
  if (guess?.result === "wrong") return "code_wrong";
  if (guess?.result === "used_up") return null;
  return (await ensureCode(user, true)) ?? "code_replaced";
}

/** Sends a code, unless the user already has one that can be tried. */
async function ensureCode(user: User, another: boolean): Promise<ProofProblem | null> {
  if (!another && (await codeState(user)) === "open") return null;
  try {
    await mailProofCode(user);
    return null;
  } catch (error) {
    if (isAppError(error, "too_many_codes")) return "too_many_codes";
    log.error({ err: error }, "a code could not be mailed");
    return "mail_failed";
  }
}

async function codeState({ email }: User): Promise<"open" | "resend" | "locked"> {
  if (await isMailboxUsedUp("PROOF", email)) return "locked";
  const browserHash = await currentBrowser();
  const open = browserHash ? await getOpenCode("PROOF", browserHash) : null;
  return open && open.email === email && !open.usedUp ? "open" : "resend";
}
