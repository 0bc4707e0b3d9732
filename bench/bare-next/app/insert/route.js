import pg from "pg";

const pool = new pg.Pool({ connectionString: process.env.DATABASE_URL });

/** The least that a webhook of any Next application does: read JSON, insert a row, answer. */
export async function POST(request) {
  const body = await request.json();
  await pool.query("INSERT INTO bare (payload) VALUES ($1)", [body]);
  return new Response(null, { status: 204 });
}
