import { isStreamPath } from "@/lib/http/paths";
import { onServerRequest } from "@/lib/http/server/on-server-request";

/** How long a request may take to arrive, in milliseconds. Node's own limit is five minutes. */
const REQUEST_TIME_MS = 60_000;

/** The same for a streamed body, whose handler ends it when nothing arrives (lib/imports/receive/arriving.ts). */
const STREAM_TIME_MS = 60 * 60_000;

const TIMED_OUT = "HTTP/1.1 408 Request Timeout\r\nConnection: close\r\n\r\n";

/**
 * Makes the server answer 408 if a request takes longer to arrive. Next creates the server and has no setting for this
 * limit. Node has one limit for the whole server, so it is that of the longest request, and each other request has a
 * timer of its own.
 */
export function limitRequestTime(milliseconds = REQUEST_TIME_MS): void {
  onServerRequest(({ request, response, server }) => {
    server.requestTimeout = STREAM_TIME_MS;
    const timer = setInterval(() => {
      if (request.complete) return clearInterval(timer);
      // Once it is answered nobody reads the rest of a body.
      if (isStreamPath(request.url ?? "") && !response.writableEnded) return;
      clearInterval(timer);
      if (response.headersSent) request.socket.destroy();
      else request.socket.end(TIMED_OUT, () => request.socket.destroy());
    }, milliseconds).unref();
    request.once("close", () => clearInterval(timer));
  });
}
