import { globSync, readFileSync, statSync } from "node:fs";
import { expect, test } from "vitest";

// The names of the code: one word for each thing, as docs/glossary.md has them. Old migrations keep their names.

/** Names that were replaced, and what replaced them. */
const FORMER: [name: RegExp, instead: string][] = [
  [/bulk-?(revocation|order)|revoke-in-bulk|orders?-in-bulk/i, "bulk disconnect"],
  [/\bSTOPPED\b|stopBulk|bulk\.stopped/, "PAUSED, pause"],
  [/\b(REVOKING|REMOVED)\b|revokingSince|(?<!\[)"removed(At|By)"/, "DISCONNECTING, DISCONNECTED, disconnectedAt"],
  [/connection\.(ending|removed)\b|endReadAt|end-connection|mail-ended/, "connection.disconnecting, .disconnected"],
  [/health[=.](gap|revoking|removed)\b|'(gap|revoking)'/, "the health overdue, disconnecting or disconnected"],
  [/treat-?as-?ended/i, "mark as disconnected"],
  [/authorizationNumber/, "grantNumber"],
  [/usualGap|gapFrom/, "typicalInterval, overdueFrom"],
  [/granted_anew/, "granted_again"],
  [/colleague/i, "member"],
  [/person(?=[A-Z])|[a-z]Person\b|\bPersons?\b|\bpeople\/|\/people\b|admin\.people/, "user"],
  [/\binbox|[a-z]Inbox/i, "notifications"],
  [/process(ed)?-?(one)?-?again|reprocess/i, "retry"],
  [/(receipt|found|confirm)-?slip/i, "paper card"],
  // PostgreSQL counts timelines of its own.
  [/(?<!_recovery_end_)timeline(?!_?id)/i, "history"],
];

const FOLDERS = "{app,components,lib,e2e,messages,sandbox,bench,prisma/schema,prisma/functions,prisma/seed}";
const files = globSync(`${FOLDERS}/**/*.{ts,tsx,css,json,prisma,sql}`)
  .filter((path) => !path.endsWith(".d.json.ts") && statSync(path).isFile())
  .map((path) => ({ path, text: readFileSync(path, "utf8") }));

test("there are files to look at", () => {
  expect(files.length).toBeGreaterThan(600);
});

test.each(FORMER)("no file and no folder is named %s, and none says it", (name, instead) => {
  const found = files.filter(({ path, text }) => name.test(path) || name.test(text)).map(({ path }) => path);
  expect(found, `say instead: ${instead}`).toEqual([]);
});
