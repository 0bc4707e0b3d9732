import { CODE_DIGITS } from "@/lib/auth/codes/digits";
import { MAX_PAIRS } from "@/lib/forms/field-limits";
import { EMAIL_UNDO_HOURS, LIMIT_MINUTES, MAIL_LIMIT_MINUTES, SIGN_IN_LINK_MINUTES } from "@/lib/lifetimes";

/**
 * The numbers in the texts under `validation`. A caller passes all of them, because it knows a text only by its key.
 */
export const VALIDATION_NUMBERS = {
  codeDigits: CODE_DIGITS,
  fields: MAX_PAIRS,
  linkMinutes: SIGN_IN_LINK_MINUTES,
  mailMinutes: MAIL_LIMIT_MINUTES,
  limitMinutes: LIMIT_MINUTES,
  undoHours: EMAIL_UNDO_HOURS,
};
