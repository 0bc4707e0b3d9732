/** Why processing may fail. `admin.notifications.failure` in messages/ has a text for each, and for any other. */
const FAILURES = ["database", "not_found", "receipt_unavailable", "seal_key_missing", "seal_broken"] as const;

type Failure = (typeof FAILURES)[number] | "other";

/** A failure as `Notification.error` keeps it: the code, and the detail in English. */
export const storedFailure = (code: string, detail: string) => `${code}: ${detail}`;

/** Reads a stored failure. A former version kept the detail alone, and a later one may know more codes. */
export function readFailure(stored: string): { failure: Failure; detail: string } {
  const [, code, detail = stored] = /^([a-z_]+): (.+)$/s.exec(stored) ?? [];
  return { failure: FAILURES.find((known) => known === code) ?? "other", detail };
}
