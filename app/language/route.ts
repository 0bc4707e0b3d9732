import type { Route } from "next";
import { withRequestLog } from "@/lib/auth/request-log";
import { ownPath } from "@/lib/auth/return-to";
import { changeLanguage } from "@/lib/auth/sessions/change-language";
import { keepBrowserLanguage, keepChoices } from "@/lib/auth/sessions/choices";
import { currentUser } from "@/lib/auth/sessions/current-user";
import { env } from "@/lib/env";
import { countChange } from "@/lib/forms/count-change";
import { isSmallForm } from "@/lib/forms/limits";
import { seeOther } from "@/lib/http/redirect";
import { locale } from "@/lib/i18n/locale-schema";
import type { Locale } from "@/lib/i18n/locales";
import { requestTimeZone } from "@/lib/i18n/request-locale";
import { log } from "@/lib/log";
import type { User } from "@/lib/principal";

/**
 * Switches the language of the pages, and of a signed-in user's emails, and returns to the page of the switch. proxy.ts
 * has refused the forms of other sites.
 */
export function POST(request: Request): Promise<Response> {
  return withRequestLog(request, async () => {
    const form = await request.formData().catch(() => null);
    if (!isSmallForm(form)) return seeOther("/");
    const chosen = locale.safeParse(form.get("locale")).data;
    if (chosen) await choose(chosen);
    return seeOther(wayBack(request.headers.get("referer"), form));
  });
}

async function choose(language: Locale): Promise<void> {
  const user = await currentUser().catch(() => "unknown" as const);
  if (!user) return keepBrowserLanguage(language);
  if (user === "unknown") return keepChoices(language, await requestTimeZone());
  await store(user, language);
  await keepChoices(language, await requestTimeZone());
}

/** The page changes its language even when the account cannot, such as during a database outage. */
async function store(user: User, language: Locale): Promise<void> {
  try {
    await countChange(user);
    await changeLanguage(user.id, language);
  } catch (error) {
    log.warn({ err: error }, "a chosen language could not be stored");
  }
}

/** The page of the switch: by the referer, which a client navigation keeps right, else as the page was rendered. */
function wayBack(referer: string | null, form: FormData): Route {
  const page = URL.parse(referer ?? "");
  const visited = page?.origin === env().APP_URL ? ownPath(`${page.pathname}${page.search}`) : null;
  return visited ?? ownPath(form.get("returnTo")) ?? "/";
}
