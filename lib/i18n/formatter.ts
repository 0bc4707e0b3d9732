import "server-only";
import { createFormatter } from "next-intl";
import { configOf } from "@/lib/i18n/of-locale";
import { requestLocale, requestTimeZone } from "@/lib/i18n/request-locale";

type Formatter = ReturnType<typeof createFormatter>;

/** How many formatters are kept: of each language in the time zones that are in use. */
const MOST_KEPT = 30;

const kept = new Map<string, Formatter>();

/**
 * The formatter of this request, as next-intl's `getFormatter`, which makes a new one for each request: to create the
 * formats of `Intl` takes as long as to format the rows of a page. It knows no `now`.
 */
export async function getFormatter(): Promise<Formatter> {
  const [locale, zone] = [await requestLocale(), await requestTimeZone()];
  const key = `${locale} ${zone}`;
  const known = kept.get(key);
  if (known) return known;
  if (kept.size >= MOST_KEPT) kept.clear();
  const { messages: _, ...config } = configOf(locale, zone);
  const formatter = createFormatter(config);
  kept.set(key, formatter);
  return formatter;
}
