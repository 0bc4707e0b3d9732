import "server-only";
import type { IncomingMessage } from "node:http";
import { env } from "@/lib/env";
import { MAX_PARAMETERS } from "@/lib/forms/limits";
import { type Mark, REFUSED } from "@/lib/http/proxy/marks";
import { onServerRequest } from "@/lib/http/server/on-server-request";

/**
 * Marks the requests that Next cannot handle, so that proxy.ts refuses them, and removes the parts that Next would fail
 * on. proxy.ts itself runs after Next has read a request. Call it once, before the server accepts requests.
 */
export function markRefused(): void {
  onServerRequest(({ request }) => {
    // A client must not set the mark.
    delete request.headers[REFUSED];
    const mark = markOf(request);
    if (mark) request.headers[REFUSED] = mark;
  });
}

function markOf(request: IncomingMessage): Mark | null {
  return refuseTrace(request) ?? refuseTarget(request) ?? cutParameters(request);
}

/** Next answers TRACE with a bare 500, because its own `Request` refuses the method. */
function refuseTrace(request: IncomingMessage): Mark | null {
  if (request.method !== "TRACE") return null;
  request.method = "GET";
  request.url = "/";
  return "unknown_method";
}

/**
 * A request target is a path, or a URL of ours in absolute form, as sent to a proxy (RFC 9112 section 3.2). For another
 * server's URL, Next would redirect the client there.
 */
function refuseTarget(request: IncomingMessage): Mark | null {
  const { url = "" } = request;
  if (url.startsWith("/")) return null;
  const { APP_URL } = env();
  const isOurs = url === APP_URL || url.startsWith(`${APP_URL}/`) || url.startsWith(`${APP_URL}?`);
  request.url = isOurs ? `/${url.slice(APP_URL.length).replace(/^\//, "")}` : "/";
  return isOurs ? null : "foreign_target";
}

/**
 * Next parses the whole query once per parameter: 15 KB of parameters blocked the server for seconds. proxy.ts does not
 * run for the webhook and the build's files. They need no query, so it is dropped.
 */
function cutParameters(request: IncomingMessage): Mark | null {
  const [path, ...query] = (request.url ?? "").split("?");
  if (query.join("?").split("&").length <= MAX_PARAMETERS) return null;
  request.url = path;
  return "too_many_parameters";
}
