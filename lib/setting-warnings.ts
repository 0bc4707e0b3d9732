import { warnAbout } from "./db/database-url.ts";
import type { Env } from "./env.ts";

/** ReceiptHero may have issued a shorter key, so a shorter one is accepted with a warning. Characters. */
const MIN_WEBHOOK_KEY = 24;

/** Warnings about settings that work but should be changed, one sentence each, never with the value of a setting. */
export function settingWarnings({
  DATABASE_URL,
  DATABASE_DIRECT_URL,
  DATABASE_REPLICA_URL,
  RECEIPTHERO_WEBHOOK_KEYS,
  AUTH_STAFF,
  ADMIN_EMAILS,
  oidc,
}: Env): string[] {
  const direct = DATABASE_DIRECT_URL === DATABASE_URL ? [] : warnAbout("DATABASE_DIRECT_URL", DATABASE_DIRECT_URL);
  const replica = DATABASE_REPLICA_URL === undefined ? [] : warnAbout("DATABASE_REPLICA_URL", DATABASE_REPLICA_URL);
  const warnings = [...warnAbout("DATABASE_URL", DATABASE_URL), ...direct, ...replica];
  if (RECEIPTHERO_WEBHOOK_KEYS.some((key) => key.length < MIN_WEBHOOK_KEY)) {
    warnings.push(
      `RECEIPTHERO_WEBHOOK_KEYS holds a key of fewer than ${MIN_WEBHOOK_KEY} characters. Anyone who guesses it can send notifications in ReceiptHero's name. Agree on a longer one with ReceiptHero.`,
    );
  }
  if (AUTH_STAFF === "oidc" && ADMIN_EMAILS.length === 0) {
    warnings.push(
      "AUTH_STAFF=oidc and ADMIN_EMAILS names nobody, so no admin can sign in while the identity provider is away. Name one.",
    );
  }
  if (AUTH_STAFF !== "oidc" && oidc?.roles) {
    warnings.push(
      "Groups decide about roles at a sign-in with the identity provider alone. Who left a group stays staff when signing in by email. Set AUTH_STAFF=oidc.",
    );
  }
  return warnings;
}
