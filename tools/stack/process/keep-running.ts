import type { ChildProcess } from "node:child_process";
import { setTimeout as sleep } from "node:timers/promises";
import type { Run } from "./run.ts";

const RESTART_AFTER_MS = 1_000;

/**
 * Starts a part of the stack, and starts it again each time it stops.
 * @param start starts it once and gives its process when it is ready
 * @param giveUp called when it does not start again
 */
export async function keepRunning(
  run: Run,
  name: string,
  start: () => Promise<ChildProcess>,
  giveUp: (error: unknown) => void,
): Promise<void> {
  const child = await start();
  child.once("exit", async (code, signal) => {
    if (run.isEnding()) return;
    console.error(`✗ ${name} stopped by itself (${signal ?? `exit code ${code}`}) and is started again.`);
    try {
      await sleep(RESTART_AFTER_MS);
      await keepRunning(run, name, start, giveUp);
      console.log(`✓ ${name} started again`);
    } catch (error) {
      giveUp(error);
    }
  });
}
