import { globSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";

const read = (path: string) => readFileSync(path, "utf8");

test("decision 24 names every action and every download that needs a recent proof", () => {
  const actions = globSync("{app,components,lib}/**/*.{ts,tsx}").flatMap((path) =>
    [...read(path).matchAll(/^export const (\w+) = proven(?:Form|Button)Action\(/gm)].map(([, name = ""]) => name),
  );
  const downloads = globSync("app/**/route.ts")
    .filter((path) => /^export const GET = exportHandler\(/m.test(read(path)))
    .map((path) => path.replace(/^app|\/\(\w+\)|\/route\.ts$/g, ""));
  const rows = read("docs/decisions/0024-step-up.md").match(/^\|.*\|$/gm) ?? [];
  const named = rows.flatMap((row) => [...row.matchAll(/`([^`]+)`/g)].map(([, name = ""]) => name));
  expect(actions.length).toBeGreaterThan(10);
  expect(named.sort()).toEqual([...actions, ...downloads].sort());
});
