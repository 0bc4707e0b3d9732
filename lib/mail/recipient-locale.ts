import "server-only";
import { db } from "@/lib/db/client";
import { locale } from "@/lib/i18n/locale-schema";
import type { Locale } from "@/lib/i18n/locales";
import { requestLocale } from "@/lib/i18n/request-locale";

/**
 * The language of an email that a request causes: that of the recipient's account, else that of the request.
 * @throws any database error
 */
export async function recipientLocale(email: string): Promise<Locale> {
  const account = await db().user.findUnique({ where: { email }, select: { language: true } });
  return locale.safeParse(account?.language).data ?? requestLocale();
}
