import { type MessageFormatElement, parse, TYPE } from "@formatjs/icu-messageformat-parser";
import { describe, expect, test } from "vitest";
import { LOCALES, type Locale, localeNames } from "@/lib/i18n/locales";
import { messagesOf } from "@/lib/i18n/messages";

// The texts of all languages, compared with the English ones.

type Texts = { [key: string]: string | Texts };

/** The texts by their whole keys. */
function flat(texts: Texts, path = ""): Map<string, string> {
  const entries = Object.entries(texts).flatMap(([key, text]): [string, string][] =>
    typeof text === "string" ? [[`${path}${key}`, text]] : [...flat(text, `${path}${key}.`)],
  );
  return new Map(entries);
}

const elementsOf = (text: string) => parse(text, { captureLocation: false });

/** All elements of a text, and of the texts inside it. */
function deep(elements: MessageFormatElement[]): MessageFormatElement[] {
  return elements.flatMap((element) => {
    if (element.type === TYPE.tag) return [element, ...deep(element.children)];
    if (element.type !== TYPE.plural && element.type !== TYPE.select) return [element];
    return [element, ...Object.values(element.options).flatMap(({ value }) => deep(value))];
  });
}

/** The arguments and the tags of a text. A plural takes a number, so a language may have it where another has none. */
function needsOf(text: string): string[] {
  const needs = deep(elementsOf(text)).flatMap((element) => {
    if (element.type === TYPE.literal || element.type === TYPE.pound) return [];
    if (element.type === TYPE.tag) return [`<${element.value}>`];
    if (element.type === TYPE.select) return [`${element.value}: ${Object.keys(element.options).sort()}`];
    const isNumber = element.type === TYPE.number || element.type === TYPE.plural;
    return [`${element.value}${isNumber ? ": number" : ""}`];
  });
  return [...new Set(needs)].sort();
}

/** Plurals that lack a form of their language. `=1` is `one` in all of ours. */
function incompletePlurals(text: string, locale: Locale): string[] {
  const forms = new Intl.PluralRules(LOCALES[locale].tag).resolvedOptions().pluralCategories;
  return deep(elementsOf(text)).flatMap((element) => {
    if (element.type !== TYPE.plural) return [];
    const has = Object.keys(element.options).map((form) => (form === "=1" ? "one" : form));
    return forms.filter((form) => !has.includes(form)).map((form) => `${element.value}: ${form}`);
  });
}

/** The words of a text, without its arguments. */
const wordsOf = (text: string) =>
  deep(elementsOf(text))
    .map((element) => (element.type === TYPE.literal ? element.value : " "))
    .join("")
    .trim();

/** Names, formats, units and words that a language spells as English does. */
const SAME: Record<Exclude<Locale, "en">, string[]> = {
  fi: ["Finvoice PDF", "Finvoice XML", "Logo"],
  sv: [
    ...["Admin", "Administration", "Data", "Filter", "Format", "Import", "Passkeys", "Period"],
    ...["Status", "Status:", "Support", "System", "Terminal"],
  ],
};

const EVERYWHERE = [
  ...["ReceiptHero", "MobilePay", "CSV", "NDJSON", "PDF", "EAN", "HTTP", "ID"],
  ...["kg", "g", "l", "ml", "m", "cm", "m²", "m³", "kWh", "h", "min", "ms"],
];

const english = flat(messagesOf("en"));

describe.each(localeNames.filter((name) => name !== "en"))("the texts in %s", (locale) => {
  const texts = flat(messagesOf(locale));
  const pairs = [...english].map(([key, text]) => ({ key, english: text, text: texts.get(key) ?? "" }));

  test("have the keys of English", () => {
    expect([...texts.keys()].sort()).toEqual([...english.keys()].sort());
  });

  test("have the arguments and the tags of English", () => {
    const differing = pairs
      .map(({ key, ...pair }) => ({ key, english: needsOf(pair.english), text: needsOf(pair.text) }))
      .filter((pair) => pair.english.join() !== pair.text.join());
    expect(differing).toEqual([]);
  });

  test("have each form of a plural", () => {
    expect(pairs.flatMap(({ key, text }) => incompletePlurals(text, locale).map((form) => `${key} ${form}`))).toEqual(
      [],
    );
  });

  test("are translated, but for names and words that are the same", () => {
    const same = pairs
      .filter((pair) => pair.english === pair.text && /\p{L}/u.test(wordsOf(pair.text)))
      .map(({ text }) => wordsOf(text))
      .filter((words) => !EVERYWHERE.includes(words));
    expect([...new Set(same)].sort()).toEqual([...SAME[locale]].sort());
  });
});

test("English plurals have each form", () => {
  expect([...english].flatMap(([key, text]) => incompletePlurals(text, "en").map((form) => `${key} ${form}`))).toEqual(
    [],
  );
});

test("no Swedish line breaks e-post at its hyphen", () => {
  // An email and a file have no lines of ours, and a text of one word has no room problem.
  const isOfPage = (key: string) => !key.startsWith("mail.") && !key.startsWith("admin.invitationFiles.refusals.");
  const texts = [...flat(messagesOf("sv"))].filter(([key, text]) => isOfPage(key) && text.includes(" "));
  expect(texts.filter(([, text]) => /\be-post/i.test(text))).toEqual([]);
});
