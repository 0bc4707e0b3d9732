import { z } from "zod";
import { isVisible } from "@/lib/forms/fields";

/** The longest note, in characters. */
export const MAX_NOTE = 2_000;

/** Control characters other than tabs and the ends of lines, and lone surrogates. */
const UNPRINTABLE = /(?![\t\n])\p{Cc}|\p{Cs}/u;

/** The text of a note: several lines, trimmed and normalized (NFC). The length is checked before that is costly. */
export const noteText = z
  .string()
  .max(4 * MAX_NOTE, { abort: true })
  .transform((typed) => typed.replaceAll(/\r\n?/g, "\n").normalize("NFC").trim())
  .refine((text) => isVisible(text) && [...text].length <= MAX_NOTE && !UNPRINTABLE.test(text));
