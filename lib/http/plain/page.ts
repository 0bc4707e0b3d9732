import { createTranslator } from "next-intl";
import { LOCALES, type Locale, localeNames } from "@/lib/i18n/locales";
import { configOf } from "@/lib/i18n/of-locale";

const BODY_STYLE = "font:1.125rem/1.6 system-ui,sans-serif;max-width:34rem;margin:12vh auto;padding:0 1.25rem";
const BUTTON_STYLE =
  "font:inherit;color:inherit;background:none;border:0;min-height:2.75rem;padding:0 .5rem;cursor:pointer";

/** A short page about a failure. It needs neither style sheet nor script, and Next does not render it. */
export type PlainPage = {
  language: Locale;
  title: string;
  text: string;
  /** For support. */
  code: string | null;
  /** The URL where the user can continue. */
  start: string;
  /** Whether it offers the languages. Their handler leads back to the page, which repeats its request. */
  hasLanguages: boolean;
};

/** A plain page, as a whole document. */
export function plainPage(page: PlainPage): string {
  return `<!doctype html>
<html lang="${LOCALES[page.language].tag}">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${toHtml(page.title)}</title>
<body>
${plainContent(page)}`;
}

/** The content of a plain page, for a body that has nothing else. */
export function plainContent({ language, title, text, code, start, hasLanguages }: PlainPage): string {
  const t = errorTexts(language);
  const small = code === null ? "" : `\n<p><small>${toHtml(t("code", { code }))}</small></p>`;
  return `<div style="${BODY_STYLE}">
${hasLanguages ? languageForm(language) : ""}<main>
<h1 style="font-size:1.5rem">${toHtml(title)}</h1>
<p>${toHtml(text)}</p>
<p><a href="${start}" style="color:inherit;display:inline-block;padding:.5rem 0">${toHtml(t("home"))}</a></p>${small}
</main>
</div>
`;
}

/** The texts about errors in a language, outside of what Next renders. */
export function errorTexts(language: Locale) {
  return createTranslator({ ...configOf(language), namespace: "errors" });
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

function toHtml(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
}
