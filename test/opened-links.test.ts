import { globSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";

const readers = globSync("app/**/*.{ts,tsx}")
  .map((path) => ({ path, text: readFileSync(path, "utf8") }))
  .filter(({ text }) => /\bopened(?:Mailed|SignIn)Link\(/.test(text));

test("every action on an opened link compares it with the mark of its form, and every page of one marks its form", () => {
  const pages = readers.filter(({ path }) => path.endsWith("page.tsx"));
  const others = readers.filter(({ path }) => !path.endsWith("page.tsx"));
  expect(pages.length).toBeGreaterThan(3);
  expect(others.length).toBeGreaterThan(3);
  expect(pages.filter(({ text }) => !/\blinkMark\(/.test(text)).map(({ path }) => path)).toEqual([]);
  expect(others.filter(({ text }) => !/\bisMarkOf\(/.test(text)).map(({ path }) => path)).toEqual([]);
});
