import { randomBytes } from "node:crypto";
import { createServer, type ServerResponse } from "node:http";
import pg from "pg";
import { seal } from "../../lib/crypto/seal.ts";
import { sha256 } from "../../lib/crypto/tokens.ts";
import { KEYS } from "../environment.ts";

// The least that a connect flow on Node can be, without a framework: it keeps a state, checks it, exchanges the code,
// seals the token, and adds or renews the connection. It knows no users, and survives no crash.

const pool = new pg.Pool({ connectionString: process.env.DATABASE_URL });
const { RECEIPTHERO_URL = "", PORT = "" } = process.env;
const CALLBACK = `http://localhost:${PORT}/callback`;

async function start(response: ServerResponse): Promise<void> {
  const state = randomBytes(32).toString("base64url");
  await pool.query("INSERT INTO bare_state (hash) VALUES ($1)", [sha256(state)]);
  const query = new URLSearchParams({ response_type: "code", redirect_uri: CALLBACK, state });
  response.writeHead(303, { Location: `${RECEIPTHERO_URL}/auth?${query}` }).end();
}

async function callback(query: URLSearchParams, response: ServerResponse): Promise<void> {
  const { rowCount } = await pool.query("DELETE FROM bare_state WHERE hash = $1", [sha256(query.get("state") ?? "")]);
  if (rowCount === 0) return void response.writeHead(403).end();
  const answer = await fetch(`${RECEIPTHERO_URL}/api/oauth/token`, {
    method: "POST",
    body: new URLSearchParams({
      grant_type: "authorization_code",
      code: query.get("code") ?? "",
      redirect_uri: CALLBACK,
    }),
  });
  const { access_token: token } = (await answer.json()) as { access_token: string };
  const [, claims = ""] = token.split(".");
  const { receipthero_id: id } = JSON.parse(Buffer.from(claims, "base64url").toString());
  await pool.query(
    "INSERT INTO bare_connection (id, token) VALUES ($1, $2) ON CONFLICT (id) DO UPDATE SET token = excluded.token",
    [id, seal(token, id, KEYS)],
  );
  response.writeHead(303, { Location: `/connections/${id}` }).end();
}

createServer(async (request, response) => {
  const { pathname, searchParams } = new URL(request.url ?? "/", CALLBACK);
  try {
    if (pathname === "/start") await start(response);
    else if (pathname === "/callback") await callback(searchParams, response);
    else response.writeHead(404).end();
  } catch {
    response.writeHead(500).end();
  }
}).listen(Number(PORT), "localhost");
