import { existsSync, readFileSync } from "node:fs";
import { z } from "zod";

/** How many checks passed and failed. */
export type Count = { passed: number; failed: number };

const vitestReport = z.object({ numPassedTests: z.number(), numTotalTests: z.number(), numFailedTests: z.number() });
const playwrightReport = z.object({
  stats: z.object({ expected: z.number(), flaky: z.number(), unexpected: z.number(), skipped: z.number() }),
});

/**
 * Counts vitest's tests. Skipped ones count as failed, unless the caller chose which to run.
 * @param file its JSON report
 * @param code its exit code
 */
export function countVitest(file: string, code: number, chosen: boolean): Count {
  const report = vitestReport.safeParse(readJson(file));
  if (!report.success) return { passed: 0, failed: 1 };
  const { numPassedTests, numTotalTests, numFailedTests } = report.data;
  return settle(numPassedTests, chosen ? numFailedTests : numTotalTests - numPassedTests, code);
}

/** Counts Playwright's tests, as `countVitest` does. One that passed when it was tried again has passed. */
export function countPlaywright(file: string, code: number): Count {
  const report = playwrightReport.safeParse(readJson(file));
  if (!report.success) return { passed: 0, failed: 1 };
  const { expected, flaky, unexpected, skipped } = report.data.stats;
  return settle(expected + flaky, unexpected + skipped, code);
}

/** A suite that ran nothing has failed, and so has one that crashed outside its tests. */
function settle(passed: number, failed: number, code: number): Count {
  const broken = failed === 0 && (code !== 0 || passed === 0);
  return { passed, failed: broken ? 1 : failed };
}

function readJson(file: string): unknown {
  try {
    return existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) : null;
  } catch {
    return null;
  }
}
