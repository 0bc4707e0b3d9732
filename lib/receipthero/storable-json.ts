/**
 * JSON that PostgreSQL's jsonb cannot store, or would expand: U+0000, lone surrogates, numbers with an exponent and
 * very long numbers. It also matches a few texts that need no change, which does no harm.
 */
const UNSTORABLE = /\\u(?:0000|d[89a-f])|[[,:]\s*-?[\d.]+e|\d{40}/i;

/**
 * An escape as JSON.stringify writes it: the full form for U+0000 and surrogates. It also matches every other escape,
 * so that an escaped backslash does not start one.
 */
const ESCAPE = /\\(?:u(?:0000|d[89a-f][0-9a-f]{2})|.)/g;

/**
 * JSON that PostgreSQL can store and return without expansion. U+0000 is removed, a number that is not finite becomes
 * null, and one that JavaScript writes with an exponent becomes a string (1e300 would be 301 digits). Refusing such a
 * notification would lose it.
 * @param text the JSON as received. It is returned unchanged if possible, with numbers that JavaScript would round
 * @param value the same, parsed, and not nested deeply
 */
export function storableJson(text: string, value: unknown): string {
  if (!UNSTORABLE.test(text)) return text;
  // Strings, including names, are repaired during serialization: creating new objects takes four times as long.
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
