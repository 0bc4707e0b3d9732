import type { IncomingMessage, RequestListener, ServerResponse } from "node:http";
import { getRequestListener } from "@hono/node-server";

/** A Hono app's `fetch`. */
export type FetchCallback = Parameters<typeof getRequestListener>[0];

/** Serves a Hono app; with a name it also logs one JSON line a request to stderr, never a query, header or body. */
export function requestListener(fetch: FetchCallback, logName: string | null): RequestListener {
  const handle = getRequestListener(fetch, { overrideGlobalObjects: false });
  return (incoming, outgoing) => {
    if (logName !== null) logWhenDone(logName, incoming, outgoing);
    void handle(incoming, outgoing);
  };
}

function logWhenDone(server: string, incoming: IncomingMessage, outgoing: ServerResponse): void {
  const startedAt = performance.now();
  const path = incoming.url?.split("?")[0] ?? "";
  outgoing.once("close", () => {
    const ms = Math.round(performance.now() - startedAt);
    const status = outgoing.headersSent ? outgoing.statusCode : null;
    process.stderr.write(`${JSON.stringify({ server, method: incoming.method, path, status, ms })}\n`);
  });
}
