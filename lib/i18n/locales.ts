import { z } from "zod";

/** The languages that have texts in messages/, each with its own name. */
export const LOCALES = { en: "English" } as const;

export const locale = z.enum(Object.keys(LOCALES) as [keyof typeof LOCALES]);
export type Locale = z.infer<typeof locale>;
