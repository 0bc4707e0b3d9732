import { setFlagsFromString } from "node:v8";

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
