import type { NextRequest } from "next/server";
import { createTranslator } from "next-intl";
import { MAX_PARAMETERS } from "@/lib/forms/limits";
import { apiProblems, PROBLEM_TYPE, problemBody } from "@/lib/http/api-problems";
import { isApiPath } from "@/lib/http/paths";
import { pickLocale } from "@/lib/i18n/choices";
import { LOCALES, type Locale, localeNames } from "@/lib/i18n/locales";
import { configOf } from "@/lib/i18n/of-locale";
import { MAX_FORM_BYTES } from "@/lib/size-limits";

/**
 * Why the proxy refuses a request, and the response's status. The codes are stable. Each has its text under
 * `errors.refused` in messages/.
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
  const t = translatorOf(language);
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

const BODY_STYLE = "font:1.125rem/1.6 system-ui,sans-serif;max-width:34rem;margin:12vh auto;padding:0 1.25rem";
const BUTTON_STYLE =
  "font:inherit;color:inherit;background:none;border:0;min-height:2.75rem;padding:0 .5rem;cursor:pointer";

/** Refusals of a request that another site caused. The switch would repeat it, as a request of our own. */
const FOREIGN = ["other_site", "other_host", "cross_site"];

/**
 * A short page that states why a request was refused.
 * @param language of the reason
 * @param text the reason
 * @param start the URL where the user can continue
 */
export function refusalPage(language: Locale, text: string, code: string, start: string): string {
  const t = translatorOf(language);
  return `<!doctype html>
<html lang="${LOCALES[language].tag}">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${t("title")}</title>
<body style="${BODY_STYLE}">
${FOREIGN.includes(code) ? "" : languageForm(language)}<main>
<h1 style="font-size:1.5rem">${t("title")}</h1>
<p>${toHtml(text)}</p>
<p><a href="${start}" style="color:inherit;display:inline-block;padding:.5rem 0">${t("back")}</a></p>
<p><small>${t("code", { code })}</small></p>
</main>
`;
}

/** The languages, as components/layout/language-buttons.tsx has them. The handler returns to the referer. */
function languageForm(language: Locale): string {
  const buttons = localeNames.map((name) => {
    const { tag, name: text } = LOCALES[name];
    const [current, weight] = name === language ? [' aria-current="true"', ";font-weight:600"] : ["", ""];
    return `<button name="locale" value="${name}" lang="${tag}"${current} style="${BUTTON_STYLE}${weight}">${text}</button>`;
  });
  return `<form action="/language" method="post" style="margin:0 -.5rem">${buttons.join("")}</form>\n`;
}

/** The texts in a language. The proxy runs before next-intl could read the request. */
function translatorOf(language: Locale) {
  return createTranslator({ ...configOf(language), namespace: "errors.refused" });
}

function toHtml(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
}
