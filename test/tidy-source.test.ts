import { existsSync, globSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { commentsOf, sourceFiles } from "./comments";

// Comments, test titles and documents use one word for each concept, as docs/glossary.md does, and plain English.

/** Words that they do not use, and the words to use instead. */
const BANNED: [word: RegExp, instead: string][] = [
  [/\banew\b/i, "again"],
  [/\bmeanwhile\b/i, "at the same time, or name the time"],
  [/\bwho(so)?ever\b/i, "name the user"],
  [/\bby (itself|themselves|ourselves)\b/i, "automatically, or alone"],
  [/\be-mails?\b/i, "email"],
  [/\bin bulk\b|\bbulk orders?\b/i, "bulk disconnect"],
  [/\bacts? for\b/i, "is a member of"],
  [/\b(people|persons?)\b/i, "user"],
  [/\bcolleagues?\b/i, "member"],
  [/\bt(ake|akes|ook|aking) turns\b/i, "alternate"],
  [/\bre-?process|\bprocess(ed|es|ing)? again\b/i, "retry"],
  [/ReceiptHero's number|ReceiptHero id\b/, "ReceiptHero ID"],
  [/\bonce more\b/i, "again"],
  [/\bstep-?up\b/i, "proof"],
  [/^(what|who|whom|whose|whatever|somebody|someone)\b(?!.*\?)/i, "name the thing or the user"],
];

/** Names of files, code and quoted texts are not words of ours. */
const prose = (text: string) =>
  text.replaceAll(/`[^`]*`|"[^"]*"|\S*\/\S*|\S+\.(tsx?|spec|json|sql)\b|\w+\(\)/g, " ").trim();

type Words = { at: string; text: string };

const comments = sourceFiles.flatMap(commentsOf);
const fromComments: Words[] = comments.map(({ path, line, lines }) => ({
  at: `${path}:${line}`,
  text: lines.join(" "),
}));

const fromTitles: Words[] = sourceFiles
  .filter((path) => /\.(test|spec)\.ts$/.test(path))
  .flatMap((path) =>
    [...readFileSync(path, "utf8").matchAll(/^\s*(?:test|describe)[\w.]*(?:\(.*\))?\(\s*["'`](.+?)["'`],/gm)].map(
      ([, title = ""]) => ({ at: path, text: title }),
    ),
  );

// The glossary names the words that we avoid, and docs/errors.md quotes messages/. A decision is the record of its day.
const fromDocuments: Words[] = globSync(["*.md", "{docs,sandbox,tools,prisma}/*.md"])
  .filter((path) => !["docs/glossary.md", "docs/errors.md"].includes(path))
  .flatMap((path) => {
    const text = readFileSync(path, "utf8").replaceAll(/^```.*?^```/gms, (block) => block.replaceAll(/[^\n]/g, ""));
    const paragraphs = [...text.matchAll(/[^\n]+(?:\n(?![-#>|]|\d+\.|\n)[^\n]+)*/g)];
    return paragraphs.map(({ 0: paragraph, index }) => ({
      at: `${path}:${text.slice(0, index).split("\n").length}`,
      text: paragraph.replace(/^[>#|*\s\d.-]+/, "").replaceAll("\n", " "),
    }));
  });

const found = (word: RegExp) =>
  [...fromComments, ...fromTitles, ...fromDocuments]
    .filter(({ text }) => word.test(prose(text)))
    .map(({ at, text }) => `${at} ${text}`);

test("there are words to look at", () => {
  expect(fromComments.length).toBeGreaterThan(2_500);
  expect(fromTitles.length).toBeGreaterThan(800);
  expect(fromDocuments.length).toBeGreaterThan(500);
});

test.each(BANNED)("no comment, test title or document says %s", (word, instead) => {
  expect(found(word), `say instead: ${instead}`).toEqual([]);
});

test("a comment inside a function has at most three lines", () => {
  const long = comments.filter(({ isIndented, isDoc, lines }) => isIndented && !isDoc && lines.length > 3);
  expect(long.map(({ path, line }) => `${path}:${line}`)).toEqual([]);
});

test("no source file, style sheet, test or fixture has more than 260 lines", () => {
  const long = sourceFiles
    .filter((path) => /\.(tsx?|mjs)$|^app\/.*\.css$/.test(path))
    .map((path) => ({ path, lines: readFileSync(path, "utf8").split("\n").length - 1 }))
    .filter(({ lines }) => lines > 260);
  expect(long).toEqual([]);
});

test("every file that a comment names exists", () => {
  const named = fromComments.flatMap(({ at, text }) =>
    [
      ...text.matchAll(
        /(?<![\w/.])(?:app|bench|components|docs|e2e|lib|messages|prisma|sandbox|test|tools)\/[^\s,;:`]*\.\w+/g,
      ),
    ].map(([name]) => ({ at, name })),
  );
  expect(named.length).toBeGreaterThan(60);
  expect(named.filter(({ name }) => !existsSync(name))).toEqual([]);
});
