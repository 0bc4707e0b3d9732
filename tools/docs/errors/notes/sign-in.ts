import type { SignInError } from "@/lib/auth/sign-in/errors";
import type { Note } from "./note";

/** Why a sign-in failed. */
export const signInNotes: Record<SignInError, Note> = {
  Verification: {
    meaning: "The sign-in link was used before, has expired, or was replaced by the code from the same email.",
    support:
      "Ask the user to request a new link. If every link fails at once, an email scanner may press buttons: use the code.",
  },
  link_changed: {
    meaning: "The browser opened another emailed link after this one, and the page belonged to the earlier one.",
    support: "Ask the user to open the link they want again, from its email.",
  },
  AccessDenied: {
    meaning: "The identity provider denied the sign-in, or the user cancelled there.",
    support: "Ask the user to try again there, or to sign in by email. The provider's log has the reason.",
  },
  account_disabled: {
    meaning: "An admin disabled the user.",
    support:
      "The user's page in the admin pages has the button that enables the user again. The audit log says who disabled it.",
  },
  staff_by_email: {
    meaning: "`AUTH_STAFF=oidc`, and a user with a role of staff opened a sign-in link or typed a code.",
    support:
      "Ask the user to sign in with the identity provider. While it is away, an admin whose address is in `ADMIN_EMAILS` can sign in by email.",
  },
  passkey_unknown: {
    meaning:
      "A passkey was not accepted: it was removed here, the browser asked for it more than 15 minutes ago, or the browser runs no scripts.",
    support: "Ask the user to try again, or to sign in by email and look at the passkeys in the settings.",
  },
  not_invited: {
    meaning: "`SIGN_UP=invited`, and the proven email address has neither an account nor an invitation.",
    support:
      "Invite the business at `/admin/invitations`, or let a member invite the user. Ask which address the user signs in with.",
  },
  email_unconfirmed: {
    meaning: "The identity provider sent `email_verified: false`.",
    support: "Ask the user to confirm the address at the provider, or to sign in by email.",
  },
  email_claim_missing: {
    meaning: "The identity provider sent no claim `email_verified`.",
    support:
      "Let the provider send the claim. If its users cannot choose their own address, the operator may set `AUTH_OIDC_TRUST_EMAIL=on`.",
  },
  email_missing: {
    meaning: "The identity provider sent no claim `email` that is an email address.",
    support: "Let the provider send the claim. Until then the user can sign in by email.",
  },
  too_many_sign_ins: {
    meaning: "The identity at the provider, or the passkey, signed in more often than the limit allows.",
    support: "Ask the user to wait or to sign in by email. The usual cause is a program that signs in repeatedly.",
  },
};
