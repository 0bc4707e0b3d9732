import type { Env } from "./env.ts";

/** ReceiptHero may have issued a shorter key, so it is accepted. Characters. */
const MIN_WEBHOOK_KEY = 24;

/** What works but should not stay as it is, one sentence each, never with the value of a setting. */
export function settingWarnings({ RECEIPTHERO_WEBHOOK_KEYS }: Env): string[] {
  const warnings = [];
  if (RECEIPTHERO_WEBHOOK_KEYS.some((key) => key.length < MIN_WEBHOOK_KEY)) {
    warnings.push(
      `RECEIPTHERO_WEBHOOK_KEYS holds a key of fewer than ${MIN_WEBHOOK_KEY} characters. Anyone who guesses it can send notifications in ReceiptHero's name. Agree on a longer one with ReceiptHero.`,
    );
  }
  return warnings;
}
