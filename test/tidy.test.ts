import { globSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";

// The words in messages/: one word for each concept, as in docs/glossary.md.

/** Words that the texts do not use, and the words to use instead. */
const BANNED: [word: RegExp, instead: string][] = [
  [/e-mail|\bmail(s|ed)?\b/i, "email"],
  [/\banew\b/i, "again, or reconnect"],
  [/\bmeanwhile\b/i, "in the meantime"],
  [/\bwhoever\b/i, "name the user"],
  [/\bby (itself|themselves|ourselves)\b/i, "automatically"],
  [/\b(people|persons?)\b/i, "user, or member of a business"],
  [/\bcolleagues?\b/i, "member"],
  [/\bacts? for\b/i, "belong to, or be a member of"],
  [/\bin bulk\b|\bbulk orders?\b/i, "bulk disconnect"],
  [/\bconnections? (\w+ )?(end|ends|ended|ending)\b|\bend(s|ed|ing)? (the|this|a|its) connections?\b/i, "disconnect"],
  [/\btreat(ed)? as ended\b/i, "mark as disconnected"],
  [/\bt(ake|akes|ook|aken) back\b/i, "revoke, or undo"],
  [/\b(metadata|pairs?)\b/i, "custom fields"],
  [/ReceiptHero's number|ReceiptHero id\b|\bids?\b/, "ReceiptHero ID, or ID"],
  [/\bscopes?\b|what is shared/i, "permissions"],
  [/\bconsents?\b/i, "permission, and authorization for the staff"],
  [/\bprocess(ed)? again\b|\bonce more\b|\btry again now\b/i, "retry, or again"],
  [/\bkeep it\b|\bleave it\b/i, "cancel"],
  [/\breceipt missing\b/i, "overdue"],
  [/\blast heard of\b/i, "last heard from"],
  [/\banswer(s|ed)\b/i, "respond, or response"],
  [/\bstart page\b/i, "home page"],
];

/** Numbers that are not settings: HTTP's status codes. */
const HTTP_STATUS = /HTTP \d{3}( or \d{3})?/g;

type Texts = { [key: string]: string | Texts };

const textsOf = (texts: Texts, path: string): [key: string, text: string][] =>
  Object.entries(texts).flatMap(([key, value]) =>
    typeof value === "string" ? [[`${path}.${key}`, value] as [string, string]] : textsOf(value, `${path}.${key}`),
  );
const texts = globSync("messages/**/*.json").flatMap((path) =>
  textsOf(JSON.parse(readFileSync(path, "utf8")), path.replace(/\.json$/, "")),
);

/** The text without the names of its arguments. */
const withoutArguments = (text: string) => text.replaceAll(/\{\w+(, \w+,)?|<\/?\w+>|=\d+ \{/g, " ");

const found = (fault: (text: string) => unknown) => texts.filter(([, text]) => fault(text)).map(([key]) => key);

/** The words are English: other languages have their own, which may contain these. */
const foundInEnglish = (fault: (text: string) => unknown) =>
  found(fault).filter((key) => key.startsWith("messages/en/"));

test("there are texts to look at", () => {
  expect(texts.length).toBeGreaterThan(1_000);
});

test.each(BANNED)("no text says %s", (word, instead) => {
  expect(
    foundInEnglish((text) => word.test(withoutArguments(text))),
    `say instead: ${instead}`,
  ).toEqual([]);
});

test("a number in a text is an argument, which the code passes from its constant", () => {
  expect(found((text) => /\d/.test(withoutArguments(text).replaceAll(HTTP_STATUS, "")))).toEqual([]);
  expect(found((text) => /\b(two|three|five|seven|ten|fifteen|twenty) (second|minute|hour|day)/i.test(text))).toEqual(
    [],
  );
});

test("a text says once that nothing was changed or lost", () => {
  const reassurance = /\bnothing (was|is|has)\b|\bwas not changed\b|\bnothing you typed\b/gi;
  expect(found((text) => (text.match(reassurance)?.length ?? 0) > 1)).toEqual([]);
});

test("a text stands alone: it begins and ends with no space", () => {
  expect(found((text) => text.trim() !== text || text === "")).toEqual([]);
});

test("the branches of a plural differ", () => {
  expect(found((text) => /=1 \{([^{}]*)\} other \{\1\}/.test(text))).toEqual([]);
});
