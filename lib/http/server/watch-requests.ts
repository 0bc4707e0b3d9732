import "server-only";
import { setTimeout as pause } from "node:timers/promises";
import { onServerRequest } from "@/lib/http/server/on-server-request";

/** How long requests may delay the other work of a start, in milliseconds. */
const DELAY_MS = 2_000;
const POLL_MS = 20;

// Stored on globalThis, because server.ts and Next's bundles each have this module.
const kept = globalThis as typeof globalThis & { wasRequested?: () => boolean };

/**
 * Watches the requests to this process's HTTP servers from now on.
 * @returns whether one began or was open since the last call
 */
export function watchRequests(): () => boolean {
  let open = 0;
  let begun = 0;
  onServerRequest(({ response }) => {
    begun += 1;
    open += 1;
    // A response closes once, also when the client is gone.
    response.once("close", () => {
      open -= 1;
    });
  });
  return () => {
    const isAny = open + begun > 0;
    begun = 0;
    return isAny;
  };
}

/** Watches the first requests of a server. Call it once, before the server listens. */
export function watchFirstRequests(): void {
  kept.wasRequested = watchRequests();
}

/**
 * Waits until no request is being answered, for two seconds at most: the other work of a start must not wait for ever.
 * @returns whether none is
 */
export async function letRequestsPass(): Promise<boolean> {
  const latest = performance.now() + DELAY_MS;
  while (kept.wasRequested?.()) {
    if (performance.now() > latest) return false;
    await pause(POLL_MS);
  }
  return true;
}
