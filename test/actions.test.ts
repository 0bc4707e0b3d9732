import { globSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";

const files = globSync("{app,components,lib}/**/*.{ts,tsx}").map((path) => ({
  path,
  text: readFileSync(path, "utf8"),
}));
const actionFiles = files.filter(({ text }) => text.startsWith('"use server";'));

test("every server action authorizes first and accepts only a small form, because lib/forms/action.ts makes it", () => {
  const exported = actionFiles.flatMap(({ path, text }) =>
    [...text.matchAll(/^export (.*)$/gm)].map(([, declaration = ""]) => `${path}: ${declaration}`),
  );
  expect(exported.length).toBeGreaterThan(30);
  expect(exported.filter((line) => !/: const \w+ = (?:formAction|buttonAction)\(/.test(line))).toEqual([]);
  for (const { path, text } of actionFiles) {
    expect(text, path).toMatch(/import \{[^}]*\b(?:formAction|buttonAction)\b[^}]*\} from "@\/lib\/forms\/action";/);
  }
});

test("no server action hides inside another file", () => {
  const inline = files.filter(({ text }) => /^\s*["']use server["']/m.test(text) && !text.startsWith('"use server";'));
  expect(inline.map(({ path }) => path)).toEqual([]);
});
