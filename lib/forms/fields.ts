import { z } from "zod";

/**
 * Control characters, line separators and lone surrogates: they do not belong in a line, or PostgreSQL refuses them.
 */
const UNPRINTABLE = /\p{Cc}|\p{Cs}|\p{Zl}|\p{Zp}/u;

/** Invisible characters that Unicode classes as letters or symbols: blanks of Braille, music and objects. */
const BLANKS = /\p{Default_Ignorable_Code_Point}|[\u2800\u{1D159}\uFFFC]/gu;

/** The longest name of a user, in characters. */
export const MAX_PROFILE_NAME = 80;

/** The longest name of a passkey, in characters. */
export const MAX_PASSKEY_NAME = 60;

/** The longest name of a shop that a notification can give a receipt, in characters. */
export const MAX_SHOP_NAME = 500;

/** Whether a text has a visible character: at least one letter, digit, punctuation mark or symbol. */
export function isVisible(text: string): boolean {
  return /[\p{L}\p{N}\p{P}\p{S}]/u.test(text.replace(BLANKS, ""));
}

/** Whether a text contains a bidirectional control, which can make "exe.doc" read as "cod.exe". */
function hasDirectionMark(text: string): boolean {
  return /\p{Bidi_Control}/u.test(text);
}

/**
 * The greatest number of UTF-16 units of an NFC character before composition (Unicode FAQ on normalization: U+1F82).
 */
const UNITS_A_CHARACTER = 4;

/**
 * A typed line of text: trimmed, normalized (NFC), with its length in characters and not in UTF-16 units. The length is
 * checked first, because normalizing combining marks takes quadratic time. Its messages are keys below `validation` in
 * messages/.
 */
export function singleLine(min: number, max: number) {
  return z
    .string({ error: "required" })
    .transform((value) => value.trim())
    .refine((value) => value.length <= max * UNITS_A_CHARACTER, { error: "tooLong", abort: true })
    .transform((value) => value.normalize("NFC"))
    .refine((value) => min === 0 || value.length > 0, { error: "required", abort: true })
    .refine((value) => [...value].length >= min, { error: "tooShort", abort: true })
    .refine((value) => [...value].length <= max, { error: "tooLong", abort: true })
    .refine((value) => !UNPRINTABLE.test(value), { error: "unprintable", abort: true });
}

/**
 * A `singleLine` that is a name: it is visible, and cannot reorder the text around it. It may be empty if `min` is 0.
 */
export function name(min: number, max: number) {
  return singleLine(min, max)
    .refine((value) => value === "" || isVisible(value), { error: "invisible", abort: true })
    .refine((value) => !hasDirectionMark(value), { error: "directionMark", abort: true });
}

/**
 * A name from another system, by the rules of `name`.
 * @returns null for an invalid name, so that a bad name never rejects the rest of the data
 */
export function nameOrNull(value: unknown, max: number): string | null {
  return name(1, max).safeParse(value).data ?? null;
}
