import { setTimeout as sleep } from "node:timers/promises";
import { Problem } from "../../tools/stack/bootstrap/report.mjs";

const POLL_MS = 250;

/**
 * Waits until something holds. A question that fails counts as no.
 * @param limit in seconds
 * @throws {Problem} when it does not hold in time
 */
export async function until(what: string, limit: number, holds: () => Promise<boolean>): Promise<void> {
  for (const end = Date.now() + limit * 1_000; Date.now() < end; await sleep(POLL_MS)) {
    if (await holds().catch(() => false)) return;
  }
  throw new Problem(`Not within ${limit} s: ${what}.`);
}
