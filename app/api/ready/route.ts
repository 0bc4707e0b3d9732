import { readiness } from "@/lib/db/readiness";
import { areRoutesLoaded } from "@/lib/http/server/load-routes";
import { isStopping } from "@/lib/http/server/stop-at-signal";

/**
 * Whether a load balancer may send requests here: 200 while the database answers and has this build's migrations, the
 * routes that must not wait are loaded, and the server was not told to end, otherwise 503 with the reason. A worker that
 * lags is no reason: it concerns no request.
 */
export async function GET(): Promise<Response> {
  const status = await currentStatus();
  return Response.json(
    { status },
    { status: status === "ready" ? 200 : 503, headers: { "Cache-Control": "no-store" } },
  );
}

async function currentStatus(): Promise<string> {
  if (isStopping()) return "stopping";
  return areRoutesLoaded() ? readiness() : "starting";
}
