import type { NextRequest } from "next/server";
import { createTranslator } from "next-intl";
import { MAX_PARAMETERS } from "@/lib/forms/limits";
import { apiProblems, PROBLEM_TYPE, problemBody } from "@/lib/http/api-problems";
import { isApiPath } from "@/lib/http/paths";
import { errorTexts, plainPage } from "@/lib/http/plain/page";
import { pickLocale } from "@/lib/i18n/choices";
import type { Locale } from "@/lib/i18n/locales";
import { configOf } from "@/lib/i18n/of-locale";
import { MAX_FORM_BYTES } from "@/lib/size-limits";

/**
 * Why the proxy refuses a request, and the response's status. The codes are stable. Each has its text under
 * `refused` in messages/.
 */
export const refusalStatus = {
  length_required: 411,
  too_large: 413,
  too_many_parameters: 400,
  foreign_target: 400,
  unknown_method: 501,
  unsupported_media_type: 415,
  other_site: 403,
  other_host: 421,
  unreadable_address: 404,
} as const;

export type RefusalCode = keyof typeof refusalStatus;

/**
 * The response of proxy.ts to a refused request: a short page for a browser, plain text for the script of our pages,
 * which shows it (components/layout/use-error-text.ts), or a problem for a program that calls the API. The page needs
 * neither style sheet nor script.
 * @param start the URL where the user can start again
 */
export function refusal(request: NextRequest, code: RefusalCode, start = "/"): Response {
  const { headers: asked, nextUrl } = request;
  if (isApiPath(nextUrl.pathname)) return apiRefusal(code);
  const isForReader = wantsPage(asked) && !asked.has("next-action");
  const language = pickLocale((name) => request.cookies.get(name)?.value, asked.get("accept-language"));
  const t = createTranslator({ ...configOf(language), namespace: "refused" });
  const text = t(code, { kilobytes: MAX_FORM_BYTES / 1024, parameters: MAX_PARAMETERS });
  // Next's client uses the text as its error only if the content type has no parameter.
  const type = isForReader ? "text/html; charset=utf-8" : "text/plain";
  return new Response(isForReader ? refusalPage(language, text, code, start) : `${text} (${code})\n`, {
    status: refusalStatus[code],
    headers: { "Content-Type": type, "Cache-Control": "no-store" },
  });
}

function apiRefusal(code: RefusalCode): Response {
  return new Response(JSON.stringify(problemBody(code)), {
    status: apiProblems[code].status,
    headers: { "Content-Type": PROBLEM_TYPE, "Cache-Control": "no-store" },
  });
}

/** Whether the client is a browser that will display the response, and not a script or a program. */
export function wantsPage(asked: Headers): boolean {
  return asked.get("accept")?.includes("text/html") ?? false;
}

/** Refusals of a request that another site caused. The switch would repeat it, as a request of our own. */
const FOREIGN = ["other_site", "other_host", "cross_site"];

/**
 * A short page that states why a request was refused.
 * @param language of the reason
 * @param text the reason
 * @param start the URL where the user can continue
 */
export function refusalPage(language: Locale, text: string, code: string, start: string): string {
  const title = errorTexts(language)("refusedTitle");
  return plainPage({ language, title, text, code, start, hasLanguages: !FOREIGN.includes(code) });
}
