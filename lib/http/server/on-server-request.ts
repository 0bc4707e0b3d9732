import "server-only";
import { subscribe } from "node:diagnostics_channel";
import { IncomingMessage, Server, ServerResponse } from "node:http";

type Started = { request: IncomingMessage; response: ServerResponse; server: Server };

/**
 * Calls back for each request to this process's HTTP servers, after the headers are read and before Next sees them.
 * Next and proxy.ts use the `url` and `headers` as the callback leaves them.
 */
export function onServerRequest(change: (started: Started) => void): void {
  subscribe("http.server.request.start", (message) => {
    if (isStarted(message)) change(message);
  });
}

function isStarted(message: unknown): message is Started {
  if (typeof message !== "object" || message === null) return false;
  const { request, response, server } = message as Partial<Started>;
  return request instanceof IncomingMessage && response instanceof ServerResponse && server instanceof Server;
}
