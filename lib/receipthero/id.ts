import { z } from "zod";

/** The form of `receipthero_id`, receipthero-api.md section 3: 1 to 255 printable characters without spaces. */
export const receiptheroIdSchema = z.string().regex(/^[!-~]{1,255}$/);
