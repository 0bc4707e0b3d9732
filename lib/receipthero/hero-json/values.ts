import { z } from "zod";
import { isVisible } from "@/lib/forms/fields";
import { DECIMAL } from "@/lib/i18n/money";

// The values of HeroJSON. Money and currency are strict: an odd value makes the receipt unreadable. In every other place
// an odd value counts as absent.

/** The largest amount in fractional units. The sum of all amounts of a receipt is still an exact integer. */
const MAX_AMOUNT = 10 ** 12;

/** Money, in the currency's fractional unit. */
export const amount = z.int().min(-MAX_AMOUNT).max(MAX_AMOUNT);
export const optionalAmount = amount.nullish().transform((value) => value ?? null);

const CURRENCIES = new Set(Intl.supportedValuesOf("currency"));

/** ISO 4217, such as `EUR`; null when it is absent or blank. */
export const currency = z
  .string()
  .transform((value) => value.trim().toUpperCase())
  .refine((value) => value === "" || CURRENCIES.has(value))
  .nullish()
  .transform((value) => value || null);

/**
 * A line of text.
 * @param max the number of characters after which it is cut
 */
export const line = (max = 500) => maybe((value) => (typeof value === "string" ? clean(value, max, /\s+/g) : null));

/** A text that may have several lines. */
export const block = (max: number) =>
  maybe((value) => (typeof value === "string" ? clean(value, max, /\r\n?|[\u2028\u2029]/g, "\n") : null));

/**
 * A quantity, rate or price, which the documentation defines as strings. A decimal loses its comma and its trailing
 * zeros: "13,50" becomes "13.5". Any other text stays as it is.
 */
export const numeral = maybe((value) => {
  const text = typeof value === "number" ? String(value) : value;
  return typeof text === "string" ? normalize(clean(text, 40, /\s+/g)) : null;
});

/** A `numeral` without a percent sign. */
export const rate = numeral.transform((value) => (value === null ? null : normalize(value.replace(/\s*%$/, ""))));

/** A list of what has money in it. Null and absent entries are dropped; any other odd entry fails. */
export const strictList = <Entry extends z.ZodType>(entry: Entry, max = 200) =>
  z
    .array(entry.nullish())
    .max(max)
    .nullish()
    .transform((entries) => (entries ?? []).filter((one) => one != null));

/** A list in which odd entries count as absent, and so do those after the first `max`. */
export const lenientList = <Entry extends z.ZodType>(entry: Entry, max: number) =>
  maybe((value) =>
    (Array.isArray(value) ? value.slice(0, max) : []).flatMap((one): z.output<Entry>[] => {
      const parsed = entry.safeParse(one);
      return parsed.success ? [parsed.data] : [];
    }),
  );

/** Pairs of name and value, in order. */
export const customAttributes = maybe((value): [name: string, value: string][] =>
  (Array.isArray(value) ? value.slice(0, MAX_ATTRIBUTES) : []).flatMap(pairsOf).slice(0, MAX_ATTRIBUTES),
);

const MAX_ATTRIBUTES = 50;

/** A pair is an object of its own: `{"Warranty": "2 y"}` or `{"key": "Warranty", "value": "2 y"}`. */
function pairsOf(entry: unknown): [string, string][] {
  if (typeof entry !== "object" || entry === null) return [];
  const isNamed = "key" in entry && "value" in entry;
  const pairs = isNamed ? [[entry.key, entry.value]] : Object.entries(entry).slice(0, MAX_ATTRIBUTES);
  return pairs.flatMap(([name, value]): [string, string][] => {
    const read = [name, value].map((part) =>
      typeof part === "string" || typeof part === "number" ? clean(String(part), 500, /\s+/g) : null,
    );
    const [key, content] = read;
    return key && content ? [[key, content]] : [];
  });
}

/** Reads any value, also a missing one, and never fails. */
function maybe<Output>(read: (value: unknown) => Output) {
  return z.unknown().optional().transform(read);
}

/** Removes what nobody can see or what HTML cannot carry. Null when nothing visible is left. */
function clean(text: string, max: number, breaks: RegExp, instead = " "): string | null {
  const seen = text
    .toWellFormed()
    .replace(breaks, instead)
    .replace(/(?!\n)\p{Cc}|\p{Bidi_Control}/gu, "")
    .trim();
  if (!isVisible(seen)) return null;
  const characters = [...seen];
  return characters.length > max ? `${characters.slice(0, max).join("")}…` : seen;
}

function normalize(text: string | null): string | null {
  const decimal = text?.replace(",", ".") ?? "";
  if (!DECIMAL.test(decimal)) return text;
  return decimal.includes(".") ? decimal.replace(/\.?0+$/, "") : decimal;
}
