import "server-only";
import { request } from "node:http";
import { env } from "@/lib/env";
import { WEBHOOK_PATH } from "@/lib/http/paths";
import { log } from "@/lib/log";

/**
 * Next loads a route when it is first asked for, which takes seconds on a busy machine. These must not wait: ReceiptHero
 * documents no repetition of a notification, and a merchant gives a consent once. Neither takes a HEAD.
 */
const ROUTES = [WEBHOOK_PATH, "/api/receipthero/callback"];

/** How long a route may take, in milliseconds. A server that waited for ever would never be ready. */
const LOADING_MS = 60_000;

// Stored on globalThis, because Next bundles this module for the route and for the start of the server separately.
const kept = globalThis as typeof globalThis & { areRoutesLoaded?: boolean };

/** Whether the routes that must not wait are loaded. */
export function areRoutesLoaded(): boolean {
  return kept.areRoutesLoaded === true;
}

/** Says that this server has no routes to load: a worker, or a development server. */
export function skipRoutes(): void {
  kept.areRoutesLoaded = true;
}

/** Loads the routes that must not wait, by asking this server for them. One that cannot be asked is loaded later. */
export async function loadRoutes(): Promise<void> {
  for (const path of ROUTES) {
    await ask(path).catch((error: unknown) => log.warn({ err: error, path }, "a route was not loaded at the start"));
  }
  kept.areRoutesLoaded = true;
}

function ask(path: string): Promise<void> {
  const { HOST, PORT, APP_URL } = env();
  // With the host of a visitor: one that is not ours is refused before the route is loaded.
  const headers = { Host: new URL(APP_URL).host };
  const signal = AbortSignal.timeout(LOADING_MS);
  const options = { host: ownHost(HOST), port: PORT, path, method: "HEAD", agent: false, headers, signal };
  return new Promise((resolve, reject) => {
    const asked = request(options, (response) => {
      response.resume().once("close", resolve);
    });
    asked.once("error", reject).end();
  });
}

/** An address at which this machine reaches a server that listens on `host`. Null: on all addresses. */
function ownHost(host: string | null): string {
  if (host === "::") return "::1";
  return host === null || host === "0.0.0.0" ? "127.0.0.1" : host;
}
