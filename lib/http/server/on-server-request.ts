import "server-only";
import { subscribe } from "node:diagnostics_channel";
import { IncomingMessage } from "node:http";

/**
 * Calls back for each request to this process's HTTP servers, after the headers are read and before Next sees them.
 * Next and proxy.ts use the `url` and `headers` as the callback leaves them.
 */
export function onServerRequest(change: (request: IncomingMessage) => void): void {
  subscribe("http.server.request.start", (message) => {
    const isMessage = typeof message === "object" && message !== null && "request" in message;
    if (isMessage && message.request instanceof IncomingMessage) change(message.request);
  });
}
