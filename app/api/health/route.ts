import { db } from "@/lib/db/client";

/** The health of this server: 200 while the database answers, otherwise 503. */
export async function GET(): Promise<Response> {
  const ok = await db().$queryRaw`SELECT 1`.then(
    () => true,
    () => false,
  );
  return Response.json(
    { status: ok ? "ok" : "unavailable", database: ok ? "ok" : "unavailable" },
    { status: ok ? 200 : 503, headers: { "Cache-Control": "no-store" } },
  );
}
