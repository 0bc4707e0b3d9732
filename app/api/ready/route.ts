import { readiness } from "@/lib/db/readiness";
import { isStopping } from "@/lib/http/server/stop-at-signal";

/**
 * Whether a load balancer may send requests here: 200 while the database answers and has this build's migrations and
 * the server was not told to end, otherwise 503 with the reason. A worker that lags is no reason: it concerns no request.
 */
export async function GET(): Promise<Response> {
  const status = isStopping() ? "stopping" : await readiness();
  return Response.json(
    { status },
    { status: status === "ready" ? 200 : 503, headers: { "Cache-Control": "no-store" } },
  );
}
