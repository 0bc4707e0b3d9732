import { z } from "zod";

/** Control characters and lone surrogates: PostgreSQL takes neither, and no person types them. */
const UNPRINTABLE = /\p{Cc}|\p{Cs}/u;

/** How many UTF-16 units one character of NFC can have before it is composed (Unicode FAQ on normalization: U+1F82). */
const UNITS_A_CHARACTER = 4;

/**
 * A line of text that a person typed: trimmed, normalized (NFC), counted in characters and not in UTF-16 units.
 * The length is checked first, because the cost of normalizing combining marks grows with the square of their number.
 * Its messages are keys below `validation` in messages/.
 */
export function line(min: number, max: number) {
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

/** An e-mail address that a person typed, in the form in which addresses are kept and compared: in lower case. */
export function emailAddress() {
  return line(1, 254)
    .pipe(z.email("email"))
    .transform((value) => value.toLowerCase());
}
