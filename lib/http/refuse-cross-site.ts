import "server-only";

/**
 * Refuses a request for a download that another site's page sends the browser to: the session's cookie comes along, and
 * the download would be made, logged and counted although nobody here asked for it. Older browsers do not say.
 */
export function refuseCrossSite(request: Request): Response | null {
  if (request.headers.get("sec-fetch-site") !== "cross-site") return null;
  return Response.json({ error: { code: "cross_site" } }, { status: 403, headers: { "Cache-Control": "no-store" } });
}
