import { readiness } from "@/lib/db/readiness";

/**
 * Whether a load balancer may send requests here: 200 while the database answers and has this build's migrations,
 * otherwise 503 with the reason. A worker that lags is no reason: it concerns no request.
 */
export async function GET(): Promise<Response> {
  const status = await readiness();
  return Response.json(
    { status },
    { status: status === "ready" ? 200 : 503, headers: { "Cache-Control": "no-store" } },
  );
}
