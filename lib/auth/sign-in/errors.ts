/**
 * The errors of a sign-in that have a text of their own, and the prefix of their keys under `signIn.failed` in messages/.
 * The codes are stable: `Verification` and `AccessDenied` are those of Auth.js.
 */
export const signInErrors = {
  Verification: "link",
  link_changed: "changed",
  AccessDenied: "denied",
  account_disabled: "disabled",
  staff_by_email: "staff",
  passkey_unknown: "passkey",
  not_invited: "uninvited",
  email_unconfirmed: "unconfirmed",
  email_claim_missing: "unclaimed",
  email_missing: "addressless",
  too_many_sign_ins: "often",
} as const;

export type SignInError = keyof typeof signInErrors;
