"use client";

import { GeistMono } from "geist/font/mono";
import { GeistSans } from "geist/font/sans";
import { NextIntlClientProvider } from "next-intl";
import { BrokenPage, type BrokenPageProps } from "@/components/layout/broken-page";
import { useErrorText } from "@/components/layout/use-error-text";
import errors from "@/messages/en/errors.json";
import "./globals.css";

/** The document that replaces all of it after an error in the root layout, for example a refresh that broke off. */
export default function GlobalError(props: BrokenPageProps) {
  return (
    <html lang="en-GB" className={`${GeistSans.variable} ${GeistMono.variable}`}>
      <body className="flex min-h-dvh flex-col">
        <NextIntlClientProvider locale="en-GB" messages={{ errors }}>
          <Title error={props.error} />
          <BrokenPage {...props} />
        </NextIntlClientProvider>
      </body>
    </html>
  );
}

function Title({ error }: Pick<BrokenPageProps, "error">) {
  return <title>{useErrorText(error).title}</title>;
}
