import { createHash, randomBytes, randomUUID } from "node:crypto";
import type { Hono } from "hono";
import type pg from "pg";

const CALLBACK = "/api/receipthero/callback";

/** A setting, given by the benchmark (bench/api/bare.ts). */
const setting = (name: string) => process.env[name] ?? "";

const secret = () => randomBytes(32).toString("base64url");
const sha256 = (text: string) => createHash("sha256").update(text).digest("hex");

type Asked = { external_id: string; business_name: string; return_url: string };
type Session = { id: string; merchantId: string; returnUrl: string; receiptheroId: string | null; status: string };

/**
 * Connect sessions with the least that they can be made of: the same rows are written in the same transactions, and the
 * browser takes the same way. Nothing is checked or sealed, no cookie binds the browser, and the page is a bare form.
 */
export function addConnectSessions(app: Hono, pool: pg.Pool): void {
  const origin = `http://localhost:${setting("PORT")}`;

  app.post("/api/v1/connect-sessions", async ({ req, json }) => {
    const idempotencyKey = req.header("Idempotency-Key");
    const body = await req.text();
    const id = randomUUID();
    const call = [setting("API_KEY_ID"), idempotencyKey && sha256(idempotencyKey)];
    if (idempotencyKey) {
      await pool.query(
        `INSERT INTO "IdempotentCall" ("apiKeyId", "keyHash", operation, "requestHash", "resultId", "leasedUntil")
         VALUES ($1, $2, 'createConnectSession', $3, $4, now() + interval '1 minute')`,
        [...call, sha256(body), id],
      );
    }
    const token = secret();
    const asked: Asked = JSON.parse(body);
    await inTransaction(pool, (client) => create(client, asked, id, sha256(token)));
    const answer = { ...(await read(pool, id)), url: `${origin}/connect?token=${token}` };
    if (idempotencyKey) {
      await pool.query(
        `UPDATE "IdempotentCall" SET status = 201, "sealedAnswer" = $3, "leasedUntil" = NULL
          WHERE "apiKeyId" = $1 AND "keyHash" = $2`,
        [...call, JSON.stringify(answer)],
      );
    }
    return json(answer, 201);
  });

  app.get("/api/v1/connect-sessions/:id", async ({ req, json }) => json(await read(pool, req.param("id"))));

  app.get("/connect", async ({ req, redirect }) => {
    const { rows } = await pool.query<Session>(
      `UPDATE "ConnectSession" SET status = 'opened', "openedAt" = now() WHERE "tokenHash" = $1 RETURNING id`,
      [sha256(req.query("token") ?? "")],
    );
    return redirect(`/connect/${rows[0]?.id}`, 303);
  });

  app.get("/connect/:id", ({ html }) => html(`<!doctype html><form method="post"><button>Continue</button></form>`));

  app.post("/connect/:id", async ({ req, redirect }) => {
    const id = req.param("id");
    const { merchantId } = await find(pool, id);
    const state = Buffer.from(JSON.stringify({ message: "Bench", nonce: secret() })).toString("base64");
    await pool.query(`UPDATE "ConnectSession" SET "browserHash" = 'bench' WHERE id = $1`, [id]);
    await pool.query(
      `INSERT INTO "AuthorizationRequest"
         ("stateHash", "connectSessionId", "merchantId", "browserHash", label, scopes, "partnerMetadata")
       VALUES ($1, $2, $3, 'bench', 'Bench', '{receipt:read}', '{}')`,
      [sha256(state), id, merchantId],
    );
    const parameters = {
      response_type: "code",
      client_id: setting("CLIENT_ID"),
      redirect_uri: origin + CALLBACK,
      scope: "receipt:read",
      state,
    };
    return redirect(`${setting("PAGES_URL")}/auth?${new URLSearchParams(parameters)}`, 303);
  });

  app.get(CALLBACK, async ({ req, redirect }) => {
    const { rows } = await pool.query<{ id: string; connectSessionId: string; merchantId: string }>(
      `UPDATE "AuthorizationRequest" SET "claimedAt" = now() WHERE "stateHash" = $1
       RETURNING id, "connectSessionId", "merchantId"`,
      [sha256(req.query("state") ?? "")],
    );
    const [request] = rows;
    if (!request) throw new Error("There is no such request");
    const { access_token } = await exchange(req.query("code") ?? "", origin + CALLBACK);
    const [, claims = ""] = access_token.split(".");
    const { receipthero_id } = JSON.parse(Buffer.from(claims, "base64url").toString());
    await inTransaction(pool, async (client) => {
      await client.query(
        `INSERT INTO "Connection" ("receiptheroId", "merchantId", label, scopes, "partnerMetadata", "sealedToken")
         VALUES ($1, $2, 'Bench', '{receipt:read}', '{}', $3)`,
        [receipthero_id, request.merchantId, access_token],
      );
      await client.query(
        `INSERT INTO "AuditEvent" ("actorType", "actorId", action, "merchantId", "receiptheroId")
         VALUES ('CONNECT_SESSION', $1, 'connection.connected', $2, $3)`,
        [request.connectSessionId, request.merchantId, receipthero_id],
      );
      await client.query(
        `UPDATE "AuthorizationRequest" SET outcome = 'connected', "receiptheroId" = $2 WHERE id = $1`,
        [request.id, receipthero_id],
      );
      await client.query(
        `UPDATE "ConnectSession" SET status = 'connected', "endedAt" = now(), "connectedId" = $2 WHERE id = $1`,
        [request.connectSessionId, receipthero_id],
      );
    });
    return redirect((await find(pool, request.connectSessionId)).returnUrl, 303);
  });
}

async function create(client: pg.ClientBase, asked: Asked, id: string, tokenHash: string): Promise<void> {
  const { external_id, business_name, return_url } = asked;
  const { rows } = await client.query<{ id: string }>(
    `INSERT INTO "Merchant" (name, "externalId") VALUES ($1, $2) RETURNING id`,
    [business_name, external_id],
  );
  await client.query(
    `INSERT INTO "AuditEvent" ("actorType", "actorId", action, "merchantId")
     VALUES ('API_KEY', $1, 'merchant.created', $2)`,
    [setting("API_KEY_ID"), rows[0]?.id],
  );
  await client.query(
    `INSERT INTO "ConnectSession" (id, "tokenHash", purpose, "merchantId", "apiKeyId", label, scopes, "returnUrl")
     VALUES ($1, $2, 'connect', $3, $4, $5, '{receipt:read}', $6)`,
    [id, tokenHash, rows[0]?.id, setting("API_KEY_ID"), business_name, return_url],
  );
}

async function find(pool: pg.Pool, id: string): Promise<Session> {
  const { rows } = await pool.query<Session>(`SELECT "merchantId", "returnUrl" FROM "ConnectSession" WHERE id = $1`, [
    id,
  ]);
  const [session] = rows;
  if (!session) throw new Error(`There is no session ${id}`);
  return session;
}

/** The JSON of a session, as lib/api/bodies/connect-session.ts makes it. */
async function read(pool: pg.Pool, id: string): Promise<Record<string, unknown>> {
  const { rows } = await pool.query<Record<string, unknown>>(
    `SELECT s.*, m."externalId" FROM "ConnectSession" s JOIN "Merchant" m ON m.id = s."merchantId" WHERE s.id = $1`,
    [id],
  );
  const [session = {}] = rows;
  return {
    id,
    purpose: session.purpose,
    status: session.status,
    reason: session.reason,
    receipthero_id: session.connectedId ?? session.receiptheroId,
    merchant: { id: session.merchantId, external_id: session.externalId },
    state: session.partnerState,
    created_at: session.createdAt,
    expires_at: session.expiresAt,
    opened_at: session.openedAt,
    ended_at: session.endedAt,
  };
}

async function exchange(code: string, redirectUri: string): Promise<{ access_token: string }> {
  const response = await fetch(`${setting("API_URL")}/api/oauth/token`, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({
      grant_type: "authorization_code",
      code,
      client_id: setting("CLIENT_ID"),
      client_secret: setting("CLIENT_SECRET"),
      redirect_uri: redirectUri,
    }),
  });
  return (await response.json()) as { access_token: string };
}

async function inTransaction(pool: pg.Pool, change: (client: pg.ClientBase) => Promise<void>): Promise<void> {
  const client = await pool.connect();
  try {
    await client.query("BEGIN");
    await change(client);
    await client.query("COMMIT");
  } finally {
    client.release();
  }
}
