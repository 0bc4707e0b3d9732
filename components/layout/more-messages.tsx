"use client";

import { type Messages, NextIntlClientProvider, useLocale, useMessages } from "next-intl";
import { type ReactNode, useMemo } from "react";

/** Texts by name. One is a string, or a list if the build has parsed it. */
export type Texts = { [name: string]: string | unknown[] | Texts };

/** Adds texts to those around it. A provider of next-intl alone would replace them. */
export function MoreMessages({ messages, children }: { messages: Texts; children: ReactNode }) {
  const around: Texts = useMessages();
  const all = useMemo(() => merge(around, messages), [around, messages]);
  return (
    <NextIntlClientProvider locale={useLocale()} messages={all as Messages}>
      {children}
    </NextIntlClientProvider>
  );
}

function merge(texts: Texts, more: Texts): Texts {
  const merged = Object.entries(more).map(([name, text]) => {
    const known = texts[name];
    return [name, isGroup(text) && isGroup(known) ? merge(known, text) : text];
  });
  return { ...texts, ...Object.fromEntries(merged) };
}

function isGroup(text: Texts[string] | undefined): text is Texts {
  return typeof text === "object" && !Array.isArray(text);
}
