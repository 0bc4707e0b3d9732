import { z } from "zod";

/** Control characters and lone surrogates: PostgreSQL takes neither, and no person types them. */
const UNPRINTABLE = /\p{Cc}|\p{Cs}/u;

/**
 * A line of text that a person typed: trimmed, normalized (NFC), counted in characters and not in UTF-16 units.
 * Its messages are keys below `validation` in messages/.
 */
export function line(min: number, max: number) {
  return z
    .string({ error: "required" })
    .transform((value) => value.trim().normalize("NFC"))
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
