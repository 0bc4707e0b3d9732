import { globSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";

const defined = new Set(
  globSync("lib/metrics/*.ts").flatMap((file) => readFileSync(file, "utf8").match(/"rhc_\w+"/g) ?? []),
);

/** A histogram is read by the names of its parts. */
const used = (file: string) =>
  new Set(
    (readFileSync(file, "utf8").match(/\brhc_\w+/g) ?? []).map((name) => `"${name.replace(/_(?:bucket|count)$/, "")}"`),
  );

test.each(["ops/alerts.yml", "ops/dashboard.json"])("%s names only metrics that the server has", (file) => {
  expect(used(file).size).toBeGreaterThan(5);
  expect([...used(file)].filter((name) => !defined.has(name))).toEqual([]);
});

test("docs/operations.md explains every metric", () => {
  expect(defined.size).toBeGreaterThan(10);
  const explained = used("docs/operations.md");
  expect([...defined].filter((name) => !explained.has(name))).toEqual([]);
});

test("every alert says what happened and what to do", () => {
  const rules = readFileSync("ops/alerts.yml", "utf8").split("- alert: ").slice(1);
  expect(rules).toHaveLength(10);
  for (const rule of rules) expect(rule).toMatch(/expr: [\s\S]+summary: \S[\s\S]+action: \S/);
});
