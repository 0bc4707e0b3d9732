import "server-only";
import { onServerRequest } from "@/lib/http/server/on-server-request";

/** Monitoring and orchestrators ask for these. */
const CHECKS = ["/api/health", "/api/ready", "/metrics"];

/** A path that no page has, so that Next answers 404. */
const NOWHERE = "/not-served-by-a-worker";

/**
 * Answers 404 to every request that is no check. A server with the role `worker` must not do what its place in the
 * network keeps from it, if a load balancer is set up wrongly. Call it once, before the server accepts requests.
 */
export function serveChecksOnly(): void {
  onServerRequest(({ request }) => {
    const [path = ""] = (request.url ?? "").split("?");
    if (CHECKS.includes(path)) return;
    request.method = "GET";
    request.url = NOWHERE;
  });
}
