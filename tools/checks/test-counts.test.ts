import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { countPlaywright, countVitest } from "./test-counts.ts";

let file: string;
beforeAll(() => {
  file = join(mkdtempSync(join(tmpdir(), "results-")), "report.json");
});
afterAll(() => rmSync(join(file, ".."), { recursive: true }));

const vitest = (passed: number, failed: number, total: number) =>
  writeFileSync(file, JSON.stringify({ numPassedTests: passed, numFailedTests: failed, numTotalTests: total }));
const playwright = (expected: number, unexpected: number, skipped: number) =>
  writeFileSync(file, JSON.stringify({ stats: { expected, unexpected, skipped, flaky: 0 } }));

test("passed and failed tests are counted, skipped ones as failed", () => {
  vitest(5, 1, 8);
  expect(countVitest(file, 1, false)).toEqual({ passed: 5, failed: 3 });
  playwright(5, 1, 2);
  expect(countPlaywright(file, 1)).toEqual({ passed: 5, failed: 3 });
});

test("tests that the caller's filter leaves out do not count", () => {
  vitest(5, 0, 8);
  expect(countVitest(file, 0, true)).toEqual({ passed: 5, failed: 0 });
});

test("a suite that ran nothing, crashed or left no report has failed", () => {
  vitest(0, 0, 0);
  expect(countVitest(file, 0, false)).toEqual({ passed: 0, failed: 1 });
  vitest(5, 0, 5);
  expect(countVitest(file, 1, false)).toEqual({ passed: 5, failed: 1 });
  expect(countPlaywright(join(file, "missing"), 0)).toEqual({ passed: 0, failed: 1 });
});
