import type { FailureReason } from "@/lib/errors/failure-reasons";
import type { ReceiptProblem } from "@/lib/errors/receipt-problems";
import type { RoleProblem } from "@/lib/errors/role-problems";

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
  | "staff_email"
  | "email_taken"
  | "link_used_up"
  | "already_member"
  | "effects_changed"
  | "already_invited"
  | "other_user"
  | "invitation_for_another"
  | "last_member"
  | "last_owner"
  | "address_differs"
  | "own_account"
  | "role_governed"
  | "passkey_failed"
  | "passkey_exists"
  | "too_many_passkeys"
  | "admin_account"
  | "address_just_changed"
  | "account_disabled"
  | "selection_changed"
  | "chosen_by_tag"
  | "move_expired"
  | "move_outdated"
  | "not_owner_of_both"
  | "confirmation_differs"
  | "import_incomplete"
  | "import_empty"
  | "not_found";

/** Codes that only the API answers (lib/http/api-problems.ts). */
export type ApiCode = "return_origin_not_allowed" | "not_active";

export type ErrorCode = FailureReason | ReceiptProblem | RoleProblem | OtherCode | ApiCode;
