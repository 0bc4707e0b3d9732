import { z } from "zod";

/** The form of `receipthero_id`, receipthero-api.md section 3: 1 to 255 printable characters without spaces. */
export const receiptheroIdSchema = z.string().regex(/^[!-~]{1,255}$/);

/** The id that a segment of a page's address holds, percent-encoded as it came; null when it holds none. */
export function receiptheroIdOf(segment: string): string | null {
  try {
    return receiptheroIdSchema.safeParse(decodeURIComponent(segment)).data ?? null;
  } catch {
    return null;
  }
}
