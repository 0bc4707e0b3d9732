"use client";

import { useLocale } from "next-intl";
import { LanguageButtons } from "@/components/layout/language-buttons";

/**
 * The header of pages about an error, with the languages. A client component, because every page carries the page for a
 * missing one with it, and so carries a reference.
 */
export function ErrorHeader() {
  return (
    <header className="px-5 pt-2">
      <LanguageButtons current={useLocale()} returnTo="/" className="-mr-2 flex justify-end" />
    </header>
  );
}
