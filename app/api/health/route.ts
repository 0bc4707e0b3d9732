/** Whether this process lives. It asks nothing of the database: an orchestrator kills a server that is not healthy. */
export function GET(): Response {
  return Response.json({ status: "ok" }, { headers: { "Cache-Control": "no-store" } });
}
