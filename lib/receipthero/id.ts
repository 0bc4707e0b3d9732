import { z } from "zod";

/** The form of `receipthero_id`, receipthero-api.md section 3: 1 to 255 printable characters without spaces. */
export const receiptheroIdSchema = z.string().regex(/^[!-~]{1,255}$/);

/** The form of `receipt_id`, which is undocumented: 1 to 255 characters that PostgreSQL can store. */
export const receiptIdSchema = z.string().regex(/^[^\p{Cc}\p{Cs}]{1,255}$/u);
