import "server-only";
import { performance } from "node:perf_hooks";
import { setTimeout as pause } from "node:timers/promises";
import { watchRequests } from "@/lib/http/server/watch-requests";

/** How long outcomes are gathered, so that one transaction records them, in milliseconds. */
const GATHERING_MS = 20;

/** Requests keep a server busy when its event loop has been at work for this part of the time. */
const BUSY = 0.7;

/** The phases of all deliveries of a server, with how long each lasts, in milliseconds. Only two let anything begin. */
const PHASES = {
  /** They run as fast as they can. */
  free: 250,
  /** They wait for a moment: is the server busy without them? */
  probe: 50,
  /** They have a tenth of each second while requests keep the server busy. */
  window: 100,
  /** They wait for the rest of the second. */
  rest: 900,
};

export type Phase = keyof typeof PHASES;

let phase: Phase = "free";
let opening = Promise.withResolvers<void>();

/** @param isBusy whether the server was busy in `phase`, and had requests */
export function phaseAfter(phase: Phase, isBusy: boolean): Phase {
  if (phase === "window") return "rest";
  if (!isBusy) return "free";
  return phase === "free" ? "probe" : "window";
}

/** Whether a request to an endpoint may begin now. */
export function mayBegin(): boolean {
  return phase === "free" || phase === "window";
}

/**
 * Waits for a moment in which outcomes gather. While requests keep the server busy, that is until the next window: then
 * one transaction of each second records them.
 */
export async function gather(ending: AbortSignal): Promise<void> {
  if (phase === "free") await pause(GATHERING_MS);
  if (phase !== "free" && !ending.aborted) await opening.promise;
}

/**
 * Makes the deliveries of this server give way to its requests: a notification that is not acknowledged is lost, and an event
 * can wait. The phases are the same for all endpoints, and their lengths are fixed, so a slow endpoint delays no other.
 * @param onOpen called when requests to endpoints may begin again
 */
export async function keepPace(ending: AbortSignal, onOpen: () => void): Promise<void> {
  const hadRequests = watchRequests();
  while (!ending.aborted) {
    const begun = performance.eventLoopUtilization();
    await pause(PHASES[phase], undefined, { ref: false, signal: ending }).catch(() => {});
    const isAtWork = performance.eventLoopUtilization(begun).utilization >= BUSY;
    const isBusy = hadRequests() && isAtWork;
    const wasOpen = mayBegin();
    phase = phaseAfter(phase, isBusy);
    if (wasOpen || !mayBegin()) continue;
    opening.resolve();
    opening = Promise.withResolvers();
    onOpen();
  }
  // A server that ends waits for nobody: outcomes that gather are recorded at once.
  phase = "free";
  opening.resolve();
}
