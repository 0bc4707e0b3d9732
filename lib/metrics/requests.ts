import "server-only";
import { subscribe } from "node:diagnostics_channel";
import { IncomingMessage, ServerResponse } from "node:http";
import { Histogram } from "prom-client";
import { BUILD } from "@/lib/build";
import { onServerRequest } from "@/lib/http/server/on-server-request";
import { metric } from "@/lib/metrics/metric";
import { routeFinder } from "@/lib/metrics/routes";

const METHODS = ["GET", "HEAD", "POST", "PATCH", "PUT", "DELETE", "OPTIONS"];

const requests = metric(
  "rhc_request_seconds",
  (name) =>
    new Histogram({
      name,
      help: "Requests to this server until their answer was written, in seconds, by route and status.",
      labelNames: ["method", "route", "status"],
      buckets: [0.01, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
    }),
);

/** Measures all requests of this process. Call it once, before the server accepts requests. */
export function measureRequests(): void {
  const routeOf = routeFinder(BUILD.routes);
  // Next changes a request's URL, so its path is kept from the beginning.
  const begun = new WeakMap<IncomingMessage, { path: string; at: number }>();
  onServerRequest(({ request }) => {
    const [path = "/"] = (request.url ?? "/").split("?");
    begun.set(request, { path, at: performance.now() });
  });
  subscribe("http.server.response.finish", (message) => {
    if (!isFinished(message)) return;
    const start = begun.get(message.request);
    if (!start) return;
    const method = METHODS.find((name) => name === message.request.method) ?? "other";
    const labels = { method, route: routeOf(start.path), status: message.response.statusCode };
    requests.observe(labels, (performance.now() - start.at) / 1000);
  });
}

function isFinished(message: unknown): message is { request: IncomingMessage; response: ServerResponse } {
  return (
    typeof message === "object" &&
    message !== null &&
    "request" in message &&
    message.request instanceof IncomingMessage &&
    "response" in message &&
    message.response instanceof ServerResponse
  );
}
