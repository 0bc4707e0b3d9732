import type { FailureReason } from "@/lib/errors/failure-reasons";
import type { Note } from "./note";

/** Why an authorization request did not create a connection. A new code without a note does not compile. */
export const connectingNotes: Record<FailureReason, Note> = {
  access_denied: {
    meaning: "The account holder declined or cancelled on ReceiptHero's consent page.",
    support: "Nothing to repair. The user can connect again at any time.",
  },
  state_missing: {
    meaning: "The callback was opened without the parameter `state`: a typed or shortened URL.",
    support: "Ask the user to start again from the list of connections.",
  },
  state_mismatch: {
    meaning:
      "The callback's `state` is unknown, or belongs to a request from another browser or session. Links from another user, cleared cookies and a new sign-in between the two steps look like this.",
    support:
      "Ask the user to connect again, and to stay in one browser. If the user did not start a connection at all, somebody may have sent them a link. Report that to your security team.",
  },
  state_expired: {
    meaning: "The account holder took too long on the consent page, and the authorization request expired.",
    support: "Ask the user to connect again. Their entries are kept.",
  },
  state_used: {
    meaning: "The callback was opened a second time, usually by reloading or going back.",
    support: "Look at the list of connections: the first callback probably succeeded.",
  },
  wrong_user: {
    meaning: "The signed-in user is not the one who started the authorization request.",
    support: "Ask the user to sign out, to sign in with the account that started, and to connect again.",
  },
  not_a_member: {
    meaning:
      "The user was removed from the business, or became a reader of it, between starting the authorization request and storing the connection. The permission is revoked at ReceiptHero.",
    support: "Nothing to repair. An owner of the business can invite the user or change the role.",
  },
  signed_out: {
    meaning:
      "The callback arrived without a session. The session ended while the user was at ReceiptHero, or they came back in another browser.",
    support: "Ask the user to sign in and to connect again.",
  },
  invalid_request: {
    meaning: "The callback's parameters are malformed: repeated, too long, or both a code and an error.",
    support:
      "Ask the user to connect again. If several users report it, ask ReceiptHero what it sends to the redirect URL.",
  },
  code_expired: {
    meaning:
      "ReceiptHero responded with `invalid_grant`: the authorization code was older than a minute, or already used.",
    support:
      "Ask the user to connect again. If it happens often, check that the server responds quickly, and that ReceiptHero has registered exactly our redirect URL.",
  },
  exchange_failed: {
    meaning:
      "ReceiptHero refused the token request or could not be reached, or it responded to the authorization with an error other than a denial. The log line `an authorization did not end in a connection` has the status.",
    support:
      "Ask the user to try again later. If all users are affected, check `RECEIPTHERO_CLIENT_ID`, `RECEIPTHERO_CLIENT_SECRET` and the network. If the log suggests it, set `RECEIPTHERO_PKCE=off`.",
  },
  exchange_timeout: {
    meaning: "ReceiptHero did not respond to the token request in time.",
    support: "Ask the user to try again later. If it continues, check ReceiptHero's status and the network.",
  },
  bad_token: {
    meaning:
      "The access token is not a JWT with a usable `receipthero_id`. We revoked it, because a connection without an ID could not be disconnected later.",
    support: "If it happens twice, report it to ReceiptHero with the time. The token is in no log.",
  },
  owned_by_another: {
    meaning:
      "The account holder chose a connection at ReceiptHero that another merchant has here. We store no token for this merchant, and check whether the other merchant's token still works.",
    support:
      "Find the connection of the other merchant in the admin pages. If both belong together, somebody who is an owner of both can connect the account again and move the connection. Never tell one merchant the other's name.",
  },
  move_offered: {
    meaning:
      "As `owned_by_another`, but the user is an owner of both businesses. They were offered to move the connection. The new token waits sealed for an hour, and is erased if they decline or do nothing.",
    support: "Nothing to repair. The user can connect again to get the offer again.",
  },
  storage_unavailable: {
    meaning:
      "The database did not respond or refused the write. At a connection, what ReceiptHero had granted was revoked.",
    support:
      "Check `GET /api/ready` and the log at that time. The user can try again as soon as the database responds.",
  },
};
