/** Why an outgoing receipt is not sent, or not yet. `admin.outgoingReceipts.problem` in messages/ has a text for each. */
export const sendProblems = [
  // It was not taken this time, and is tried again.
  "not_reached",
  "busy",
  "unavailable",
  "key_refused",
  "api_key_missing",
  "unreadable",
  // It is rejected.
  "refused",
  "not_active",
  "scope_missing",
  "connection_moved",
  // It is in doubt.
  "no_answer",
  "unclear_answer",
  "interrupted",
] as const;

export type SendProblem = (typeof sendProblems)[number];

/** Whether a stored value is a problem that this version knows. */
export function isSendProblem(value: string | null): value is SendProblem {
  return sendProblems.some((problem) => problem === value);
}
