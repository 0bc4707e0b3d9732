import type { Run } from "./process-group.ts";

/** A Ctrl-C arrives more than once, from the terminal, from npm and from the launcher: within this it is one. */
const SAME_PRESS = 500; // ms

/**
 * Ends the run and the process at SIGINT, SIGTERM, SIGHUP or the death of the launcher; a second Ctrl-C ends it at once.
 * @param code the exit code of an end that was asked for
 * @param farewell called last, before the process ends
 */
export function stopOnSignal(run: Run, code: number, farewell: () => void): void {
  let first: number | null = null;
  const stop = async (signal: string) => {
    if (first === null) {
      first = Date.now();
      console.log(`\nStopping (${signal}) …`);
      await run.end();
      farewell();
      process.exit(code);
    }
    if (signal === "SIGINT" && Date.now() - first > SAME_PRESS) {
      run.kill();
      process.exit(130);
    }
  };
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, stop);
  process.on("disconnect", () => stop("npm has ended"));
  // On a terminal that is gone, writing fails, and the parts must be ended all the same.
  for (const stream of [process.stdout, process.stderr]) stream.on("error", () => {});
}
