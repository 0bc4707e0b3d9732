import type { Instrumentation } from "next";

/** Next calls this once in each server. Requests that have arrived by then wait for it. */
export async function register(): Promise<void> {
  if (process.env.NEXT_RUNTIME !== "nodejs") return;
  const { finishJobs, startSweeping } = await import("@/lib/background/sweep");
  const { fillErrorPages } = await import("@/lib/http/plain/fill-error-pages");
  const { guardRequests } = await import("@/lib/http/server/guard-requests");
  const { logDisconnects } = await import("@/lib/http/server/log-disconnects");
  const { loadRoutes, skipRoutes } = await import("@/lib/http/server/load-routes");
  const { shareActionKey } = await import("@/lib/http/server/share-action-key");
  const { stopAtSignal } = await import("@/lib/http/server/stop-at-signal");
  const { measureRequests } = await import("@/lib/metrics/requests");
  const { hasMetrics } = await import("@/lib/metrics/scraper");
  const { finishTraces, startTraces, withoutTraces } = await import("@/lib/traces/start");
  const { settingWarnings } = await import("@/lib/setting-warnings");
  const { env } = await import("@/lib/env");
  const { log } = await import("@/lib/log");
  const { releaseNewSpace } = await import("@/lib/new-space");
  for (const warning of settingWarnings(env())) log.warn(warning);
  startTraces();
  shareActionKey();
  // A development server ends without our help, and server.ts does not start it.
  if (process.env.NODE_ENV === "production") stopAtSignal(finishJobs, finishTraces);
  else guardRequests();
  fillErrorPages();
  logDisconnects();
  if (hasMetrics()) measureRequests();
  await withoutTraces(startSweeping);
  // Not awaited: the requests that load them wait until this function has ended.
  if (process.env.NODE_ENV === "production" && env().ROLE !== "worker") void loadRoutes().then(releaseNewSpace);
  else {
    skipRoutes();
    releaseNewSpace();
  }
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
