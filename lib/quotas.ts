import type { ErrorCode } from "@/lib/errors/error-codes";
import { LIMIT_MINUTES, MAIL_LIMIT_MINUTES } from "@/lib/lifetimes";

// How often something may be done. lib/rate-limit.ts counts.

/** How many changes one user may make in an hour: far more than a user makes, far fewer than a script. */
export const CHANGES_PER_HOUR = 200;

/** How often a code may be tried before it is used up. */
export const ATTEMPTS_PER_CODE = 5;

/** How often the codes of one mailbox may be tried in an hour, for each purpose, however many codes are sent. */
export const ATTEMPTS_PER_MAILBOX = 15;

/** How many passkeys an account may have. */
export const MAX_PASSKEYS = 20;

const HOUR = LIMIT_MINUTES * 60;
const DAY = 24 * 60 * 60;
const MAIL_WINDOW = MAIL_LIMIT_MINUTES * 60;

/** The limits: `points` attempts within `duration` seconds, and the code of the refusal. */
export const LIMITS = {
  /** By client: an IPv4 address, or a /64 of IPv6. An office or a mobile network may share one. */
  "mail-by-network": { points: 100, duration: HOUR, code: "too_many_mails_from_network" },
  /** By mailbox: enough for a user, too few to flood it. Links outlive the window, so one always works. */
  "sign-in-mail": { points: 6, duration: MAIL_WINDOW, code: "too_many_sign_in_mails" },
  "account-mail": { points: 6, duration: HOUR, code: "too_many_mails" },
  "invited-mailbox": { points: 10, duration: DAY, code: "too_many_mails" },
  "notice-mail": { points: 50, duration: HOUR, code: "too_many_mails" },
  /** Emails that workers send. They must not use up the limit of notices, which are not sent again. */
  "user-mail": { points: 50, duration: HOUR, code: "too_many_mails" },
  /**
   * In total: emails that visitors requested; further sign-in emails of existing users; emails that signed-in users
   * requested.
   */
  "sign-in-mails-in-all": { points: 2_000, duration: HOUR, code: "mail_paused" },
  "users-sign-in-mails-in-all": { points: 2_000, duration: HOUR, code: "mail_paused" },
  "account-mails-in-all": { points: 2_000, duration: HOUR, code: "mail_paused" },
  "notices-in-all": { points: 5_000, duration: HOUR, code: "mail_paused" },
  /**
   * Invitations of merchants, and emails to users that workers send. In total: two a second, so ten thousand take an hour and a half, and no mail server takes
   * them for an attack. By mailbox: an accountant may be invited for many businesses.
   */
  "merchant-invitations-in-all": { points: 20, duration: 10, code: "mail_paused" },
  "user-mails-in-all": { points: 20, duration: 10, code: "mail_paused" },
  "invited-merchant-mailbox": { points: 20, duration: DAY, code: "too_many_mails" },
  /** By identity of a provider, and by refused user: each attempt adds rows to a log that is never deleted. */
  "sso-sign-in": { points: 60, duration: HOUR, code: "too_many_sign_ins" },
  /** By passkey, for the same reason. */
  "passkey-sign-in": { points: 60, duration: HOUR, code: "too_many_sign_ins" },
  "refused-sign-in": { points: 20, duration: HOUR, code: "too_many_sign_ins" },
  /** By signed-in user, so nobody else can use it up. */
  "proof-mail": { points: 6, duration: MAIL_WINDOW, code: "too_many_codes" },
  /** By user. */
  change: { points: CHANGES_PER_HOUR, duration: HOUR, code: "too_many_changes" },
  "email-change": { points: 10, duration: HOUR, code: "too_many_mails" },
  "invitation-by-user": { points: 50, duration: DAY, code: "too_many_invitations" },
  /** By connect session: how often its button is pressed. */
  "connect-session": { points: 30, duration: HOUR, code: "too_many_changes" },
  /** By merchant. */
  invitation: { points: 20, duration: HOUR, code: "too_many_mails" },
} as const satisfies Record<string, { points: number; duration: number; code: ErrorCode }>;
