import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

/**
 * Keeps V8's space for new objects at its first size. Called before a server loads its code: V8 would grow the space for
 * all that a start allocates, and keep it while the server is idle (docs/decisions/0068-memory.md).
 */
export function holdNewSpace(): void {
  setFlagsFromString("--semi-space-growth-factor=1");
}

/** Lets the space double when requests need more, which is V8's default. */
export function releaseNewSpace(): void {
  setFlagsFromString("--semi-space-growth-factor=2");
}

/**
 * Gives the memory back that a start needed and an idle server does not. It stops the process for 0.1 to 0.3 s, so call it
 * when no request is being answered.
 */
export function collectAll(): void {
  setFlagsFromString("--expose-gc");
  const collect: (options: object) => void = runInNewContext("gc");
  setFlagsFromString("--no-expose-gc");
  collect({ type: "major", execution: "sync", flavor: "last-resort" });
}
