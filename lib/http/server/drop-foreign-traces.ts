import "server-only";
import { onServerRequest } from "@/lib/http/server/on-server-request";

/** The headers of W3C Trace Context and Baggage. */
const HEADERS = ["traceparent", "tracestate", "baggage"];

/**
 * Begins a trace of our own with each request. Next would go on with the one that a stranger names: it decides whether
 * anything is recorded, and its `tracestate` goes to our collector as it is. Call it once, before the server accepts
 * requests.
 */
export function dropForeignTraces(): void {
  onServerRequest(({ request: { headers } }) => {
    for (const name of HEADERS) delete headers[name];
  });
}
