/**
 * Why staff are told at once. Each has its texts under `mail.alarms` in messages/.
 *
 * - `mass_refusal`: ReceiptHero refused many connections at the same time, so merchants are not told.
 * - `revocation_given_up`: ReceiptHero did not confirm a disconnect, and it is not retried any more.
 * - `notification_failed`: a notification could not be processed, and is not retried any more.
 * - `endpoint_switched_off`: a webhook endpoint was switched off because its deliveries failed. Admins do that as well, and
 *   nobody is told.
 * - `job_died`: a background job used up its attempts.
 * - `way_back_used`: an admin signed in by email or with a passkey, although staff use single sign-on alone. Admins alone are told.
 * - `bulk_asked`: a bulk disconnect waits for a second admin. Admins alone are told.
 * - `bulk_paused`: a bulk disconnect was paused, because its admin is none any more. Admins alone are told.
 */
export const alarmRules = [
  "mass_refusal",
  "revocation_given_up",
  "notification_failed",
  "endpoint_switched_off",
  "job_died",
  "bulk_asked",
  "bulk_paused",
  "way_back_used",
] as const;

export type AlarmRule = (typeof alarmRules)[number];
