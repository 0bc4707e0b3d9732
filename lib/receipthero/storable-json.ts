/**
 * What PostgreSQL's jsonb cannot hold, or would write out in full: U+0000, halves of surrogate pairs, numbers with an
 * exponent and very long ones. It also matches a few texts that need no change, which does no harm.
 */
const UNSTORABLE = /\\u(?:0000|d[89a-f])|[[,:]\s*-?[\d.]+e|\d{40}/i;

/**
 * An escape as JSON.stringify writes it: whole for U+0000 and halves of surrogate pairs. Every other one is matched as
 * well, so that a backslash that is escaped itself begins none.
 */
const ESCAPE = /\\(?:u(?:0000|d[89a-f][0-9a-f]{2})|.)/g;

/**
 * JSON that PostgreSQL can keep and write back without growing: U+0000 is left out, a number that is not finite becomes
 * null, and one that JavaScript writes with an exponent becomes text (1e300 would be 301 digits). To refuse such a
 * notification would lose it.
 * @param text the JSON as it came. It is given back if nothing has to change, digits beyond JavaScript's included
 * @param value the same, parsed, and not nested deeply
 */
export function storableJson(text: string, value: unknown): string {
  if (!UNSTORABLE.test(text)) return text;
  // Texts are mended as they are written, names included: to make new objects takes four times as long.
  return JSON.stringify(value, storableNumber).replace(ESCAPE, storableEscape);
}

function storableNumber(_name: string, value: unknown): unknown {
  if (typeof value !== "number") return value;
  const text = String(value);
  return text.includes("e") ? text : value;
}

function storableEscape(written: string): string {
  if (written === "\\u0000") return "";
  return written.startsWith("\\ud") ? "\u{FFFD}" : written;
}
