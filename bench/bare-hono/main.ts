import { serve } from "@hono/node-server";
import { Hono } from "hono";
import pg from "pg";
import type { Statement } from "../api/statements.ts";
import { addConnectSessions } from "./connect-sessions.ts";
import { connectionBody, merchantOf, type Row } from "./connection-body.ts";

// The yardstick of `npm run bench -- api`: Hono on Node and pg, with as many database connections as the application's
// usual pool. For a GET it runs the statements that the application ran for the same URL, and answers the same JSON. It
// checks no key and no parameter, counts nothing, logs nothing and adds no header.

/** The statements of each GET, by path and query. */
const recorded: Record<string, Statement[]> = JSON.parse(process.env.STATEMENTS ?? "{}");

const pool = new pg.Pool({ connectionString: process.env.DATABASE_URL, max: 10 });
const app = new Hono();

app.get("/api/v1/connections", async ({ req, json }) => {
  const found = (await replay(req.url)).findLast(([row]) => row && "cursor" in row) ?? [];
  const limit = Number(req.query("limit") ?? 50);
  const cursor = found.length > limit ? found[limit - 1]?.cursor : undefined;
  return json({
    data: found.slice(0, limit).map((row) => connectionBody(row, merchantOf(row))),
    next_cursor: cursor ? Buffer.from(JSON.stringify(cursor)).toString("base64url") : null,
  });
});

app.get("/api/v1/connections/:id", async ({ req, json }) => {
  const [[connection] = [], [merchant] = []] = await replay(req.url);
  return connection && merchant ? json(connectionBody(connection, merchant)) : json({ code: "not_found" }, 404);
});

addConnectSessions(app, pool);
serve({ fetch: app.fetch, hostname: "127.0.0.1", port: Number(process.env.PORT) });

/** Runs the statements of a URL, transactions included. @returns the rows of each */
async function replay(url: string): Promise<Row[][]> {
  const { pathname, search } = new URL(url);
  const client = await pool.connect();
  try {
    const results: Row[][] = [];
    for (const { text, values } of recorded[pathname + search] ?? []) {
      results.push((await client.query<Row>(text, values)).rows);
    }
    return results;
  } finally {
    client.release();
  }
}
