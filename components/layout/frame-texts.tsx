"use client";

import { type Messages, NextIntlClientProvider } from "next-intl";
import type { ReactNode } from "react";
import { ERROR_TEXTS } from "@/components/layout/error-texts";
import type { Texts } from "@/components/layout/more-messages";
import { type LanguageTag, localeOfTag } from "@/lib/i18n/locales";

type FrameTextsProps = { locale: LanguageTag; timeZone: string; messages: Texts; children: ReactNode };

/** Gives every page the texts about errors, which are in its scripts, and those that the frames of all pages need. */
export function FrameTexts({ locale, timeZone, messages, children }: FrameTextsProps) {
  const errors = ERROR_TEXTS[localeOfTag(locale) ?? "en"];
  return (
    <NextIntlClientProvider locale={locale} timeZone={timeZone} messages={{ ...messages, errors } as Partial<Messages>}>
      {children}
    </NextIntlClientProvider>
  );
}
