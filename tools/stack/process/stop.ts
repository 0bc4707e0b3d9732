import type { Run } from "./run.ts";

/** npm passes on the Ctrl-C that the terminal sends to this process as well: within this time it is one. */
const SAME_PRESS_MS = 500;

/**
 * Ends the run and the process at SIGINT, SIGTERM or SIGHUP; a second Ctrl-C ends it at once.
 * @param code the exit code of an end that was asked for
 * @param farewell called last, before the process ends
 */
export function stopOnSignal(run: Run, code: number, farewell: () => void): void {
  let first: number | null = null;
  const stop = async (signal: NodeJS.Signals) => {
    if (first === null) {
      first = Date.now();
      console.log(`\nStopping (${signal}) …`);
      await run.end();
      farewell();
      process.exit(code);
    }
    if (signal === "SIGINT" && Date.now() - first > SAME_PRESS_MS) {
      run.kill();
      process.exit(130);
    }
  };
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, stop);
  // On a terminal that is gone, writing fails, and the parts must be ended all the same.
  for (const stream of [process.stdout, process.stderr]) stream.on("error", () => {});
}

/** Does a command's work, and ends all that it has started: when the work is done, when it fails, and at a signal. */
export async function attend(run: Run, code: number, farewell: () => void, work: () => Promise<void>): Promise<void> {
  stopOnSignal(run, code, farewell);
  try {
    await work();
  } finally {
    // After a signal, the handler ends the run and then the process.
    if (run.isEnding()) await new Promise(() => {});
    await run.end();
  }
}
