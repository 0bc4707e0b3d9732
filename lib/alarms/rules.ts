/**
 * Why staff are told at once. Each has its texts under `mail.alarms` in messages/.
 *
 * - `mass_refusal`: ReceiptHero refused many connections at the same time, so merchants are not told.
 * - `revocation_given_up`: ReceiptHero did not confirm a disconnect, and it is not retried any more.
 * - `notification_failed`: a notification could not be processed, and is not retried any more.
 * - `endpoint_switched_off`: a webhook endpoint was switched off because its deliveries failed. Admins do that as well, and
 *   nobody is told.
 * - `job_died`: a background job used up its attempts.
 * - `bulk_asked`: a bulk disconnect waits for a second admin. Admins alone are told.
 */
export const alarmRules = [
  "mass_refusal",
  "revocation_given_up",
  "notification_failed",
  "endpoint_switched_off",
  "job_died",
  "bulk_asked",
] as const;

export type AlarmRule = (typeof alarmRules)[number];
