import { NextIntlClientProvider, type useTranslations } from "next-intl";
import { getMessages } from "next-intl/server";
import type { ReactNode } from "react";

type Namespace = NonNullable<Parameters<typeof useTranslations>[0]>;
type Texts = { [name: string]: string | Texts };

/** The texts that any page may need: of a form, of its proof, and of what goes wrong. */
const EVERYWHERE: Namespace[] = ["errors", "validation", "proof"];

type ClientMessagesProps = {
  /** The texts of the client components inside, besides those of every page. */
  of?: Namespace[];
  children: ReactNode;
};

/** Gives client components the texts that they use. Only these travel to the browser, and they do so with each page. */
export async function ClientMessages({ of = [], children }: ClientMessagesProps) {
  const paths = [...EVERYWHERE, ...of].map((namespace) => namespace.split("."));
  return <NextIntlClientProvider messages={pick(await getMessages(), paths)}>{children}</NextIntlClientProvider>;
}

/** The texts at some paths. */
function pick(texts: Texts, paths: string[][]): Texts {
  const entries = Object.entries(texts).flatMap(([name, text]): [string, string | Texts][] => {
    const inside = paths.filter(([first]) => first === name).map(([, ...rest]) => rest);
    if (inside.length === 0) return [];
    const isWhole = typeof text === "string" || inside.some((rest) => rest.length === 0);
    return [[name, isWhole ? text : pick(text, inside)]];
  });
  return Object.fromEntries(entries);
}
