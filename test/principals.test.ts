import { globSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";

const files = globSync("{app,bench,components,e2e,lib,prisma,test,tools}/**/*.{ts,tsx}").map((path) => ({
  path,
  text: readFileSync(path, "utf8"),
}));

const PRINCIPALS = "(?:User|Viewer|StaffViewer|Reader|Member|Owner|Staff|Admin|ApiKey|ConnectBrowser)";

/** The files that match a pattern. */
const having = (pattern: RegExp) =>
  files
    .filter(({ text }) => pattern.test(text))
    .map(({ path }) => path)
    .sort();

test("only the session makes a user, its viewer and its reader, only a key of the database an API key, and only an opened link the browser of a connect session, beside the tests' own helper", () => {
  expect(having(new RegExp(`\\bas ${PRINCIPALS}\\b`))).toEqual([
    "lib/api-keys/authenticate.ts",
    "lib/auth/members/find-reader.ts",
    "lib/auth/members/find-viewer.ts",
    "lib/auth/sessions/current-user.ts",
    "lib/connect-sessions/find-browser.ts",
    "test/factories.ts",
  ]);
});

test("only the checks of lib/principal.ts tell what a user may do", () => {
  expect(having(new RegExp(`\\bis ${PRINCIPALS}\\b`))).toEqual(["lib/principal.ts"]);
});
