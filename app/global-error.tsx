"use client";

import { NextIntlClientProvider } from "next-intl";
import { useState } from "react";
import { BrokenPage, type BrokenPageProps } from "@/components/layout/broken-page";
import { ERROR_TEXTS } from "@/components/layout/error-texts";
import { sans } from "@/components/layout/font";
import { useErrorText } from "@/components/layout/use-error-text";
import { acceptedLocale } from "@/lib/i18n/accepted-locale";
import { LOCALES, type Locale, localeOfTag } from "@/lib/i18n/locales";
import "./globals.css";

/** The document that replaces all of it after an error in the root layout, for example a refresh that broke off. */
export default function GlobalError(props: BrokenPageProps) {
  const [language] = useState(languageOfDocument);
  const { tag } = LOCALES[language];
  return (
    <html lang={tag} className={sans.variable}>
      <body className="flex min-h-dvh flex-col">
        <NextIntlClientProvider locale={tag} messages={{ errors: ERROR_TEXTS[language] }}>
          <Title error={props.error} />
          <BrokenPage {...props} />
        </NextIntlClientProvider>
      </body>
    </html>
  );
}

/** The language of the document that broke, or that of the browser when it never had one. */
function languageOfDocument(): Locale {
  if (typeof document === "undefined") return "en";
  return localeOfTag(document.documentElement.lang) ?? acceptedLocale(navigator.languages.join()) ?? "en";
}

function Title({ error }: Pick<BrokenPageProps, "error">) {
  return <title>{useErrorText(error).title}</title>;
}
