import type { useTranslations } from "next-intl";
import { getMessages } from "next-intl/server";
import { cache, type ReactNode } from "react";
import { MoreMessages, type Texts } from "@/components/layout/more-messages";

type Namespace = NonNullable<Parameters<typeof useTranslations>[0]>;

type ClientMessagesProps = {
  /** The texts of the client components inside, besides those that the frames around them have. */
  of: Namespace[];
  children: ReactNode;
};

/** Gives client components the texts that they use. Only these travel to the browser, once for each page. */
export async function ClientMessages({ of, children }: ClientMessagesProps) {
  return <MoreMessages messages={await messagesOf(of.join())}>{children}</MoreMessages>;
}

/** The texts of every form that can be refused. */
export const FORM_TEXTS = ["validation", "proof"] satisfies Namespace[];

/** Gives forms the texts for what the server refuses. */
export function FormMessages({ children }: { children: ReactNode }) {
  return <ClientMessages of={FORM_TEXTS}>{children}</ClientMessages>;
}

/**
 * The texts of some namespaces. The same ones are the same object in all of a page, and React sends an object once.
 * @param names with commas between them
 */
export const messagesOf = cache(async (names: string): Promise<Texts> => {
  const paths = names.split(",").map((name) => name.split("."));
  return pick(await getMessages(), paths);
});

/** The texts at some paths. A text is a string, or a list if the build has parsed it. */
function pick(texts: Texts, paths: string[][]): Texts {
  const entries = Object.entries(texts).flatMap(([name, text]): [string, Texts[string]][] => {
    const inside = paths.filter(([first]) => first === name).map(([, ...rest]) => rest);
    if (inside.length === 0) return [];
    const isWhole = typeof text === "string" || Array.isArray(text) || inside.some((rest) => rest.length === 0);
    return [[name, isWhole ? text : pick(text, inside)]];
  });
  return Object.fromEntries(entries);
}
