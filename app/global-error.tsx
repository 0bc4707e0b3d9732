"use client";

import { NextIntlClientProvider } from "next-intl";
import { BrokenPage, type BrokenPageProps } from "@/components/layout/broken-page";
import errors from "@/messages/en/errors.json";
import "./globals.css";

/** The document that replaces all of it after an error in the root layout, for example a refresh that broke off. */
export default function GlobalError(props: BrokenPageProps) {
  return (
    <html lang="en-GB">
      <body className="flex min-h-dvh flex-col">
        <NextIntlClientProvider locale="en-GB" messages={{ errors }}>
          <title>{errors.title}</title>
          <BrokenPage {...props} />
        </NextIntlClientProvider>
      </body>
    </html>
  );
}
