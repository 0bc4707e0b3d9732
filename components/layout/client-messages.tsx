import { getLocale, getMessages, getTimeZone } from "next-intl/server";
import type { ReactNode } from "react";
import { FrameTexts } from "@/components/layout/frame-texts";
import { MoreMessages, type Texts } from "@/components/layout/more-messages";
import type { Messages } from "@/lib/i18n/messages";

/** The path of a text, or of a group of texts. */
type Path<Group> = {
  [Name in keyof Group & string]: Group[Name] extends string ? Name : Name | `${Name}.${Path<Group[Name]>}`;
}[keyof Group & string];

/** A path whose texts are sent, or with "!" one whose texts are not. For each text the longest path counts. */
type TextRule = Path<Messages> | `!${Path<Messages>}`;

type ClientMessagesProps = {
  /** The texts of the client components inside, besides those that the frames around them have. */
  of: readonly TextRule[];
  children: ReactNode;
};

/** Gives client components the texts that they use. Only these travel to the browser, once for each page. */
export async function ClientMessages({ of, children }: ClientMessagesProps) {
  const messages = await messagesOf(of);
  // In this order they travel. Rows that come first are near enough to their HTML for gzip, which looks back 32 KB.
  return <MoreMessages {...{ children, messages }} />;
}

/** Gives all pages inside the language, and the texts that each of them may need. */
export async function FrameMessages({ children }: { children: ReactNode }) {
  return (
    <FrameTexts locale={await getLocale()} timeZone={await getTimeZone()} messages={await messagesOf(["app.language"])}>
      {children}
    </FrameTexts>
  );
}

/** The texts of every form that can be refused. */
export const FORM_TEXTS = ["validation", "proof"] satisfies TextRule[];

/** Gives forms the texts for what the server refuses. */
export function FormMessages({ children }: { children: ReactNode }) {
  return <ClientMessages of={FORM_TEXTS}>{children}</ClientMessages>;
}

/** The picked texts of each language. The same texts are the same object, which React sends once. */
const picked = new WeakMap<object, Map<string, Texts>>();

/** Some of the texts of this request's language. */
async function messagesOf(rules: readonly TextRule[]): Promise<Texts> {
  const all: Texts = await getMessages();
  const known = picked.get(all) ?? new Map<string, Texts>();
  picked.set(all, known);
  const texts =
    known.get(rules.join()) ??
    pick(
      all,
      rules.toSorted((a, b) => lengthOf(a) - lengthOf(b)),
    );
  known.set(rules.join(), texts);
  return texts;
}

/** Whether a path, or the one of a rule, is that of another or below it. */
const isWithin = (path: string, other: string) => `${path.replace("!", "")}.`.startsWith(`${other.replace("!", "")}.`);

const lengthOf = (rule: string) => rule.replace("!", "").length;

/**
 * The texts that the rules choose. A text is a string, or a list if the build has parsed it.
 * @param rules the longest last
 * @param path of the group
 */
function pick(texts: Texts, rules: string[], path = ""): Texts {
  const entries = Object.keys(texts).flatMap((name): [string, Texts[string]][] => {
    const at = `${path}${name}`;
    // A file's texts are parsed when one of them is read (lib/i18n/compile-texts.mjs).
    const text = rules.some((rule) => isWithin(at, rule) || isWithin(rule, at)) ? texts[name] : undefined;
    if (text === undefined) return [];
    if (typeof text !== "string" && !Array.isArray(text)) {
      const inside = pick(text, rules, `${at}.`);
      return Object.keys(inside).length > 0 ? [[name, inside]] : [];
    }
    const rule = rules.findLast((one) => isWithin(at, one));
    return rule === undefined || rule.startsWith("!") ? [] : [[name, text]];
  });
  return Object.fromEntries(entries);
}
