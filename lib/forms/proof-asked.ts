/** The fields that the form for a proof adds to those of the original form. No other form has them. */
export const PROOF_CODE = "proof-code";
export const PROOF_RESEND = "proof-resend";
export const PROOF_PASSKEY = "proof-passkey";

/** Why a proof did not succeed: a key below `validation` in messages/. */
export type ProofProblem =
  | "required"
  | "codeForm"
  | "code_wrong"
  | "code_replaced"
  | "too_many_codes"
  | "mail_failed"
  | "passkey_failed";

/** Asks for a proof before an action continues. */
export type ProofRequest = {
  /** The email to which the code was sent. */
  email: string;
  problem: ProofProblem | null;
  /**
   * Whether a code can be typed. `resend`: it was tried too often, and another one can be sent. `locked`: the codes of
   * this mailbox were tried too often, so none works for an hour.
   */
  code: "open" | "resend" | "locked";
  /** The name of the identity provider that can also prove the user, or null. */
  provider: string | null;
  /** Whether the user has a passkey, which can also prove the user. */
  passkey: boolean;
  /** The fields of the original form. The browser submits them again with the proof. */
  fields: [name: string, value: string][];
};

/** The answer of an action that first needs a proof. */
export type ProofAsked = { proof: ProofRequest };

/** Whether an action's answer asks for a proof. */
export function isProofAsked(answer: unknown): answer is ProofAsked {
  return typeof answer === "object" && answer !== null && "proof" in answer;
}
