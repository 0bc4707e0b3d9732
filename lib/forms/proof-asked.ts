/** What the form that asks for a proof sends beside the fields of the form whose place it takes. No other form has them. */
export const PROOF_CODE = "proof-code";
export const PROOF_RESEND = "proof-resend";

/** Why a proof did not succeed: a key below `validation` in messages/. */
export type ProofProblem = "required" | "codeForm" | "code_wrong" | "code_replaced" | "too_many_codes" | "mail_failed";

/** Asks for a proof before an action goes on. */
export type ProofRequest = {
  /** The address that the code was mailed to. */
  email: string;
  problem: ProofProblem | null;
  /**
   * Whether the mailed code can be typed. `resend`: it was tried too often, another one can be mailed. `locked`: the codes
   * of this mailbox were tried too often, so that none works for an hour.
   */
  code: "open" | "resend" | "locked";
  /** The name of the identity provider that can prove the user too, or null. */
  provider: string | null;
  /** The fields of the form. The browser sends them again with the proof. */
  fields: [name: string, value: string][];
};

/** What an action answers that needs a proof first. */
export type ProofAsked = { proof: ProofRequest };

/** Whether an action's answer asks for a proof. */
export function isProofAsked(answer: unknown): answer is ProofAsked {
  return typeof answer === "object" && answer !== null && "proof" in answer;
}
