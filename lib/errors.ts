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

/** Why a receipt cannot be read from ReceiptHero. Each has a text under `receipts.problem` in messages/. */
export const receiptProblems = [
  "receipt_unauthorized",
  "receipt_refused",
  "receipt_gone",
  "receipt_unavailable",
  "receipt_unreadable",
  "api_key_missing",
] as const;

const receiptProblem = z.enum(receiptProblems);
export type ReceiptProblem = z.infer<typeof receiptProblem>;

/** Why a member's role does not suffice. Each has a text under `notAllowed` in messages/. */
const roleProblems = ["look_only", "owners_only"] as const;

export const roleProblem = z.enum(roleProblems);
export type RoleProblem = z.infer<typeof roleProblem>;

/** All other codes. Those that a form can show have a text under `validation` in messages/. docs/errors.md lists them. */
export type OtherCode =
  | "authorization_url_too_long"
  | "seal_key_missing"
  | "seal_broken"
  | "too_many_sign_in_mails"
  | "too_many_sign_ins"
  | "too_many_mails"
  | "mail_failed"
  | "too_many_changes"
  | "too_many_invitations"
  | "too_many_mails_from_network"
  | "mail_paused"
  | "too_many_codes"
  | "same_email"
  | "email_taken"
  | "link_used_up"
  | "already_member"
  | "joined_meanwhile"
  | "other_user"
  | "invitation_for_another"
  | "last_member"
  | "last_owner"
  | "address_differs"
  | "own_account"
  | "admin_account"
  | "address_just_changed"
  | "account_disabled"
  | "selection_changed"
  | "move_expired"
  | "move_outdated"
  | "not_owner_of_both"
  | "confirmation_differs"
  | "not_found";

export type ErrorCode = FailureReason | ReceiptProblem | RoleProblem | OtherCode;

/** An error that the application expects. Its message is for logs and never contains a secret. */
export class AppError extends Error {
  override name = "AppError";
  readonly code: ErrorCode;

  /**
   * @param code selects the text in messages/, if users see the error
   * @param message what engineers read in the log
   */
  constructor(code: ErrorCode, message: string = code) {
    super(message);
    this.code = code;
  }
}

/** Whether an error is an AppError of this code. */
export function isAppError(error: unknown, code: ErrorCode): error is AppError {
  return error instanceof AppError && error.code === code;
}

/** Why a member's role does not suffice, if the error says so. */
export function roleProblemOf(error: unknown): RoleProblem | null {
  return roleProblem.safeParse(error instanceof AppError ? error.code : null).data ?? null;
}

/** The reason why a receipt cannot be read, if the error states one. */
export function receiptProblemOf(error: unknown): ReceiptProblem | null {
  return receiptProblem.safeParse(error instanceof AppError ? error.code : null).data ?? null;
}
