import type { Instrumentation } from "next";

/** When a start is over at the latest, in milliseconds after its requests: the first sweep may have much to do. */
const LATEST_END_MS = 10_000;

/** Next calls this once in each server. Requests that have arrived by then wait for it. */
export async function register(): Promise<void> {
  if (process.env.NEXT_RUNTIME !== "nodejs") return;
  const { fillErrorPages } = await import("@/lib/http/plain/fill-error-pages");
  const { guardRequests } = await import("@/lib/http/server/guard-requests");
  const { logDisconnects } = await import("@/lib/http/server/log-disconnects");
  const { shareActionKey } = await import("@/lib/http/server/share-action-key");
  const { stopAtSignal } = await import("@/lib/http/server/stop-at-signal");
  const { hasMetrics } = await import("@/lib/metrics/scraper");
  const { finishTraces, startTraces } = await import("@/lib/traces/start");
  const { settingWarnings } = await import("@/lib/setting-warnings");
  const { env } = await import("@/lib/env");
  const { log } = await import("@/lib/log");
  for (const warning of settingWarnings(env())) log.warn(warning);
  await startTraces();
  shareActionKey();
  // A development server ends without our help, and server.ts does not start it.
  if (process.env.NODE_ENV === "production") {
    const finishJobs = async () => (await import("@/lib/background/sweep")).finishJobs();
    stopAtSignal(finishJobs, finishTraces);
  } else guardRequests();
  fillErrorPages();
  logDisconnects();
  if (hasMetrics()) (await import("@/lib/metrics/requests")).measureRequests();
  // Not awaited: the requests that have arrived come first, and the routes are loaded by requests.
  void beginOtherWork();
}

/** Begins the work of a server that answers no request. */
async function beginOtherWork(): Promise<void> {
  // Said in each function, because Next otherwise compiles what it imports for the other runtime too.
  if (process.env.NEXT_RUNTIME !== "nodejs") return;
  const { letRequestsPass } = await import("@/lib/http/server/watch-requests");
  const { loadRoutes, skipRoutes } = await import("@/lib/http/server/load-routes");
  const { collectAll, releaseNewSpace } = await import("@/lib/start/new-space");
  const { env } = await import("@/lib/env");
  // A server that is busy from its start is not idle for long enough to keep its memory small.
  if (!(await letRequestsPass())) releaseNewSpace();
  if (process.env.NODE_ENV === "production" && env().ROLE !== "worker") {
    await loadRoutes();
    (await import("@/lib/notifications/receive/serve")).serveDeliveries();
  } else skipRoutes();
  await letRequestsPass();
  const { startSweeping } = await import("@/lib/background/sweep");
  const { withoutTraces } = await import("@/lib/traces/start");
  const latest = new Promise((resolve) => void setTimeout(resolve, LATEST_END_MS).unref());
  await Promise.race([withoutTraces(startSweeping), latest]);
  const { closeCompiledCode } = await import("@/lib/start/compiled-code");
  closeCompiledCode();
  if (await letRequestsPass()) collectAll();
  releaseNewSpace();
}

/** Logs an uncaught error of a page or handler, with the route and never the URL. A client may disconnect at any time. */
export const onRequestError: Instrumentation.onRequestError = async (error, request, context) => {
  if (process.env.NEXT_RUNTIME !== "nodejs") return;
  const { isDisconnect } = await import("@/lib/http/client/disconnected");
  const { log } = await import("@/lib/log");
  if (isDisconnect(error)) return log.info("the client disconnected before its request had arrived");
  const digest = error instanceof Error && "digest" in error ? error.digest : undefined;
  const requestId = request.headers["x-request-id"];
  log.error({ err: error, digest, requestId, method: request.method, route: context.routePath }, "a request failed");
};
