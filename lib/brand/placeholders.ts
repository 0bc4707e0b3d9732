/** The names that a message of the partner may insert, in braces. */
const PLACEHOLDER = /\{(business|partner)\}/g;

/** Whether a text has braces around anything but the names that can be inserted. */
export function hasUnknownPlaceholder(text: string): boolean {
  return /[{}]/.test(text.replace(PLACEHOLDER, ""));
}

/** Inserts the names in a message of the partner. */
export function fillPlaceholders(text: string, names: { business: string; partner: string }): string {
  return text.replace(PLACEHOLDER, (_, name: "business" | "partner") => names[name]);
}
