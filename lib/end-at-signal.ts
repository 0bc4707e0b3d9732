import { constants } from "node:os";

/**
 * Ends the process at a SIGTERM or SIGINT, as long as nothing else listens for it. The first process of a container gets no
 * signal that it does not listen for. When a server serves, lib/http/server/stop-at-signal.ts listens and decides.
 */
export function endAtSignal(): void {
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    process.on(signal, () => {
      if (process.listenerCount(signal) === 1) process.exit(128 + constants.signals[signal]);
    });
  }
}
