import type { SignInError } from "@/lib/auth/sign-in/errors";
import type { OtherCode } from "@/lib/errors/error-codes";
import type { RoleProblem } from "@/lib/errors/role-problems";
import type { Note } from "./note";

/** Why a form, a button or a page of a signed-in user failed. */
export const formNotes: Record<Exclude<OtherCode, SignInError> | RoleProblem, Note> = {
  authorization_url_too_long: {
    meaning: "The name and the custom fields make the URL of the consent page longer than servers accept.",
    support: "Ask the user to shorten or remove custom fields.",
  },
  move_expired: {
    meaning: "An owner wanted to move a connection, but the offer was declined or is more than an hour old.",
    support: "Ask the user to connect the ReceiptHero account again.",
  },
  move_outdated: {
    meaning:
      "An owner wanted to move a connection that was granted again, disconnected or moved since the offer. The token that waited may be dead, so it was not used.",
    support: "Ask the user to look at the connection in the other business, and then to connect again.",
  },
  not_owner_of_both: {
    meaning: "The user wanted to move a connection, but no longer is an owner of both businesses.",
    support: "Nothing to repair. An owner of the other business can change the role.",
  },
  confirmation_differs: {
    meaning: "The typed text is neither the connection's name nor the end of its ReceiptHero ID.",
    support: "Nothing to repair. The page shows what to type.",
  },
  import_empty: {
    meaning: "The body or the file of an import has no line.",
    support: "Look at the file. Each line is one connection, as JSON.",
  },
  import_incomplete: {
    meaning:
      "The stream of an import broke off, or nothing arrived for half a minute. What had arrived was erased, so that no import stops halfway.",
    support: "Import the same file again. If it happens again, look at the limits of the proxy.",
  },
  too_many_sign_in_mails: {
    meaning: "The mailbox was sent as many sign-in links as the limit allows.",
    support: "Any of the links still works. If none arrives, look at the mail server's log.",
  },
  too_many_mails: {
    meaning: "The mailbox, the user or the business reached its limit for emails.",
    support: "Ask the user to wait. The log line `a limit was reached` names the limit.",
  },
  too_many_mails_from_network: {
    meaning: "The client's network reached its limit for emails.",
    support:
      "If users in different places are affected at once, the server takes a proxy for the client: check `TRUSTED_PROXIES` and `X-Forwarded-For`.",
  },
  mail_paused: {
    meaning: "All users together requested more emails than the server sends in an hour.",
    support:
      "Somebody is probably sending many requests to the sign-in form. Look at the log for `a limit was reached`, and block the source at the proxy.",
  },
  too_many_invitations: {
    meaning: "The user sent as many invitations as one user may send in a day.",
    support: "Another member can send the invitation, or the user waits for a day.",
  },
  too_many_codes: {
    meaning: "The user was sent as many confirmation codes as the limit allows.",
    support: "Ask the user to use the latest code, or to wait.",
  },
  too_many_changes: {
    meaning: "The user made more changes and exports than one user may make in an hour.",
    support:
      "Ask the user to wait. If the user did not make them, a script uses the session: end it on the user's page.",
  },
  mail_failed: {
    meaning: "The mail server refused the email or did not respond.",
    support: "Check `EMAIL_SERVER` and the log at that time. The user can try again.",
  },
  same_email: { meaning: "The new email address is the current one.", support: "Nothing to repair." },
  staff_email: {
    meaning:
      "`ADMIN_EMAILS` names the email address of this admin, or groups at the identity provider decide that the user is staff. With another address, the same person could have two accounts of staff.",
    support:
      "Put the new address into `ADMIN_EMAILS`, and let the user sign in with it. Another admin then takes the role from the former account. Where groups decide, change the address at the provider, and disable the former account.",
  },
  email_taken: {
    meaning: "Another account has the email address that a change or its undoing would set.",
    support: "The owner of the mailbox signs in to that account, and deletes it or changes its address first.",
  },
  link_used_up: {
    meaning: "The emailed link was used, revoked, or has expired.",
    support: "Ask the user to request a new one.",
  },
  already_invited: {
    meaning: "There is an open merchant invitation with the same external ID and email address.",
    support: "Nothing to repair: the admin can send a reminder.",
  },
  already_member: {
    meaning: "The invited user is already a member of the business.",
    support: "Nothing to repair.",
  },
  effects_changed: {
    meaning:
      "A user deletes the account or leaves a business, and something else would happen to a business than the page said: members or roles have changed since then.",
    support: "The page now says what would happen. The user reads it again, and confirms again.",
  },
  invitation_for_another: {
    meaning: "The invitation was sent to a different email address from the signed-in user's.",
    support: "Ask the user to sign in with the invited address.",
  },
  last_member: {
    meaning:
      "The last member, who is an owner, cannot leave a business that has connections, because nobody could disconnect them.",
    support: "The user invites another member, disconnects first, or deletes the account.",
  },
  last_owner: {
    meaning:
      "The last owner cannot leave a business that has other members, take a lower role, or delete the account, because a business with members needs an owner.",
    support: "The user makes another member an owner first, or removes the other members.",
  },
  address_differs: {
    meaning: "The address that was typed to confirm the deletion is not the user's.",
    support: "Ask the user to type the address as the page shows it.",
  },
  own_account: {
    meaning: "An admin tried to change the role or the access of their own account.",
    support: "Another admin can do it. At least one admin must remain.",
  },
  passkey_failed: {
    meaning:
      "The answer of a browser that created or used a passkey was not accepted: it is malformed, of another site, of another user, or more than 15 minutes old, or it was used before.",
    support: "Ask the user to try again, or to use a code by email.",
  },
  passkey_exists: {
    meaning: "A user added a passkey that an account has already.",
    support: "The user can sign in with it, or create another one.",
  },
  too_many_passkeys: {
    meaning: "A user with 20 passkeys added another one.",
    support: "Ask the user to remove one that is not used any more.",
  },
  role_governed: {
    meaning: "Groups at the identity provider decide about this user's role (`AUTH_OIDC_ROLE_CLAIM`).",
    support:
      "Change the user's groups there. The role follows at the next sign-in. To shut the user out at once, disable them.",
  },
  admin_account: {
    meaning: "An admin tried to delete their own account.",
    support: "Another admin must change the role first. At least one admin must remain.",
  },
  address_just_changed: {
    meaning: "The account's email address was changed, and the former address can still undo the change.",
    support:
      "Ask the user to wait. If the user did not change the address, the link in the email to the former address undoes it.",
  },
  selection_changed: {
    meaning: "More connections match the filter of a bulk disconnect than the admin was shown, or none.",
    support: "Check the new number and confirm again.",
  },
  chosen_by_tag: {
    meaning:
      "An admin wanted to disconnect all connections that a search for a tag finds. Support changes tags, so the tag could choose others by the time they are disconnected.",
    support: "The admin selects the connections one by one, or uses another search.",
  },
  not_found: {
    meaning: "The row does not exist, or belongs to another merchant. The response is the same in both cases.",
    support: "Ask the user to reload the page. Another member may have removed it.",
  },
  look_only: {
    meaning:
      "A reader of a business tried to change something. The role may have been changed while the page was open.",
    support: "An owner of the business can change the role.",
  },
  owners_only: {
    meaning: "A member who is no owner of the business tried to change its name or its members.",
    support: "An owner of the business can do it, or change the role.",
  },
  view_only: {
    meaning: "Staff who view a business tried to change, open or download something.",
    support: "End the view, and use the pages of staff. A receipt is for the members of its business alone.",
  },
  other_user: {
    meaning: "One user opened the page, and another one was signed in when the form was sent.",
    support: "Ask the user to sign out, to sign in with their own account, and to open the page again.",
  },
  seal_key_missing: {
    meaning: "A stored token was encrypted with a key that `TOKEN_KEYS` lacks.",
    support:
      "Ask the operator to put the former key back, behind the new one. The tokens are lost only if the key is lost.",
  },
  seal_broken: {
    meaning: "A stored token was changed, truncated, or copied from another row.",
    support:
      "Ask the operator to look for a partial restore or a change by hand. The merchant can reconnect, which stores a new token.",
  },
};
