import { z } from "zod";
import { type Locale, localeNames } from "@/lib/i18n/locales";

/** A language that has texts. In a file of its own, because the browser reads locales.ts and needs no schema. */
export const locale = z.enum(localeNames as [Locale]);
