import { subscribe } from "node:diagnostics_channel";
import { Server } from "node:http";

/** How long a request may take to arrive, in milliseconds. Node's own limit is five minutes. */
const REQUEST_TIME_MS = 60_000;

/**
 * Makes Node answer 408 if a request takes longer to arrive. Next creates the server and has no setting for this limit,
 * so it is set when a request begins, before its body is read. Node checks every 30 seconds.
 */
export function limitRequestTime(milliseconds = REQUEST_TIME_MS): void {
  subscribe("http.server.request.start", (started) => {
    if (typeof started !== "object" || started === null || !("server" in started)) return;
    if (started.server instanceof Server) started.server.requestTimeout = milliseconds;
  });
}
