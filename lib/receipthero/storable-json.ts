/**
 * What PostgreSQL's jsonb cannot hold, or would write out in full: U+0000, halves of surrogate pairs, numbers with an
 * exponent and very long ones. It also matches a few texts that need no change, which does no harm.
 */
const UNSTORABLE = /\\u(?:0000|d[89a-f])|[[,:]\s*-?[\d.]+e|\d{40}/i;

/**
 * JSON that PostgreSQL can keep and write back without growing: U+0000 is left out, a number that is not finite becomes
 * null, and one that JavaScript writes with an exponent becomes text (1e300 would be 301 digits). To refuse such a
 * notification would lose it.
 * @param text the JSON as it came. It is given back if nothing has to change, digits beyond JavaScript's included
 * @param value the same, parsed, and not nested deeply
 */
export function storableJson(text: string, value: unknown): string {
  return UNSTORABLE.test(text) ? JSON.stringify(storable(value)) : text;
}

function storable(value: unknown): unknown {
  if (typeof value === "string") return storableText(value);
  if (typeof value === "number") return storableNumber(value);
  if (Array.isArray(value)) return value.map(storable);
  if (typeof value !== "object" || value === null) return value;
  // Defines each key as a property of its own, so that `__proto__` is a key like any other.
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [storableText(key), storable(inner)]));
}

function storableText(text: string): string {
  return text.replaceAll("\0", "").toWellFormed();
}

function storableNumber(number: number): number | string | null {
  if (!Number.isFinite(number)) return null;
  const text = String(number);
  return text.includes("e") ? text : number;
}
