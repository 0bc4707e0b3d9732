import { z } from "zod";

/** How many days the overview can look back, today (UTC) included. */
export const SPANS = [7, 30, 90] as const;

export type DateRange = (typeof SPANS)[number];

/** What an address asks for; anything else is the usual month. */
export const span = z.coerce.number().pipe(z.literal(SPANS)).catch(30);
