/** What processing a notification can have done. Each has its words under `admin.inbox.result` in messages/. */
export const notificationResults = [
  "applied",
  "stored",
  "erased",
  "ended",
  "already_removed",
  "superseded",
  "still_accepted",
  "unclear",
] as const;

export type NotificationResult = (typeof notificationResults)[number];

/** Whether a stored text is a result that this version knows. */
export function isNotificationResult(value: string | null): value is NotificationResult {
  return notificationResults.some((result) => result === value);
}
