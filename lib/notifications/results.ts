/** The possible results of processing a notification. `admin.notifications.result` in messages/ has a text for each. */
const notificationResults = [
  "applied",
  "stored",
  "erased",
  "disconnected",
  "already_disconnected",
  "superseded",
  "still_accepted",
  "unclear",
] as const;

export type NotificationResult = (typeof notificationResults)[number];

/** Whether a stored value is a result that this version knows. */
export function isNotificationResult(value: string | null): value is NotificationResult {
  return notificationResults.some((result) => result === value);
}
