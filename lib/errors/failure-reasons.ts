import { z } from "zod";

/**
 * Why an authorization request did not create a connection. The codes are stable: URLs, the database and logs contain
 * them. Each has a text under `outcome` in messages/.
 */
export const failureReasons = [
  "access_denied",
  "state_missing",
  "state_mismatch",
  "state_expired",
  "state_used",
  "wrong_user",
  "not_a_member",
  "signed_out",
  "invalid_request",
  "code_expired",
  "exchange_failed",
  "exchange_timeout",
  "bad_token",
  "owned_by_another",
  "move_offered",
  "storage_unavailable",
] as const;

export const failureReason = z.enum(failureReasons);
export type FailureReason = z.infer<typeof failureReason>;
