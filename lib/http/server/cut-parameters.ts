import "server-only";
import { MAX_PARAMETERS } from "@/lib/forms/limits";
import { TOO_MANY_PARAMETERS } from "@/lib/http/proxy/refuse-parameters";
import { onServerRequest } from "@/lib/http/server/on-server-request";

/**
 * Takes the query away from a request that has too many parameters, and marks the request for proxy.ts to refuse. Next
 * reads the whole query once for each parameter before proxy.ts runs: 15 KB of them kept the server busy for seconds.
 * The webhook and the files of the build are not given to proxy.ts: they need no query, and answer as without one.
 * Call it once, before the server takes requests.
 */
export function cutParameters(): void {
  onServerRequest((request) => {
    // Only we may set the mark.
    delete request.headers[TOO_MANY_PARAMETERS];
    const [path, ...query] = (request.url ?? "").split("?");
    if (query.join("?").split("&").length <= MAX_PARAMETERS) return;
    request.url = path;
    request.headers[TOO_MANY_PARAMETERS] = "1";
  });
}
