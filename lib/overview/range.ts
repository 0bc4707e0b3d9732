import { z } from "zod";

/** How many days the overview can look back, today (UTC) included. */
export const SPANS = [7, 30, 90] as const;

export type DateRange = (typeof SPANS)[number];

/** The range that a URL names. Any other value gives 30 days. */
export const span = z.coerce.number().pipe(z.literal(SPANS)).catch(30);
