"use client";

import { usePathname } from "next/navigation";
import { useLocale, useTranslations } from "next-intl";
import { LanguageButtons, type LanguageLook } from "@/components/layout/language-buttons";

/** The switch of the language, on every page. A client component, so that a page carries a reference instead of buttons. */
export function LanguageSwitch(look: LanguageLook) {
  const t = useTranslations("app");
  // Without its query, which may be long. The referer has it.
  return <LanguageButtons {...look} label={t("language")} current={useLocale()} returnTo={usePathname()} />;
}
