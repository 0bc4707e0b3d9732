import { z } from "zod";

/** The languages that have their texts in messages/, each by its own name. */
export const LOCALES = { en: "English" } as const;

/** One of those languages. */
export const locale = z.enum(Object.keys(LOCALES) as [keyof typeof LOCALES]);
export type Locale = z.infer<typeof locale>;
