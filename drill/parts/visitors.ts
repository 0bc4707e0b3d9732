import { createHash, randomBytes } from "node:crypto";
import { request } from "@playwright/test";
import type pg from "pg";
import { connect } from "../../e2e/fixtures/connect-over-http.ts";

/** How long a visitor waits for a page, in milliseconds. */
const PATIENCE_MS = 15_000;

/** How many connections the notifications are about. */
const NOTIFIED = 1_000;

/** A visitor with a business and a session. */
export type Visitor = { session: string };

/** Makes visitors, each with a business of their own. */
export async function makeVisitors(client: pg.ClientBase, count: number): Promise<Visitor[]> {
  const visitors: Visitor[] = [];
  for (let number = 0; number < count; number++) {
    const session = randomBytes(32).toString("base64url");
    await client.query(
      `WITH merchant AS (INSERT INTO "Merchant" (name) VALUES ($1) RETURNING id),
            "user" AS (INSERT INTO "User" (email) VALUES ($2) RETURNING id),
            member AS (INSERT INTO "Member" ("merchantId", "userId", role) SELECT merchant.id, "user".id, 'OWNER' FROM merchant, "user")
       INSERT INTO "Session" ("sessionToken", "userId", expires) SELECT $3, id, now() + interval '1 day' FROM "user"`,
      [
        `Drill ${number}`,
        `drill-${number}-${randomBytes(4).toString("hex")}@example.com`,
        createHash("sha256").update(session).digest("hex"),
      ],
    );
    visitors.push({ session });
  }
  return visitors;
}

/**
 * Connects over HTTP, as journeys do: the form, the consent page, the callback.
 * @param label of the new connection
 * @returns its receipthero_id
 * @throws when a page does not answer, or the callback leads to a failure
 */
export async function connectOnce(url: string, visitor: Visitor, label: string): Promise<string> {
  const context = await openContext(url, visitor);
  try {
    return await connect({ request: context }, { label });
  } finally {
    await context.dispose();
  }
}

/** Opens what a visitor's requests go through. */
export function openContext(url: string, { session }: Visitor) {
  const cookie = { name: "session", value: session, domain: new URL(url).hostname, path: "/", expires: -1 };
  const flags = { httpOnly: true, secure: false, sameSite: "Lax" } as const;
  const storageState = { cookies: [{ ...cookie, ...flags }], origins: [] };
  return request.newContext({ baseURL: url, storageState, timeout: PATIENCE_MS });
}

/** Makes an admin with a session. */
export async function makeAdmin(client: pg.ClientBase): Promise<Visitor> {
  const session = randomBytes(32).toString("base64url");
  await client.query(
    `WITH "user" AS (INSERT INTO "User" (email, role) VALUES ('drill-admin@example.com', 'ADMIN') RETURNING id)
     INSERT INTO "Session" ("sessionToken", "userId", expires) SELECT $1, id, now() + interval '1 day' FROM "user"`,
    [createHash("sha256").update(session).digest("hex")],
  );
  return { session };
}

/** Adds the connections that the notifications are about. */
export async function addConnections(client: pg.ClientBase): Promise<string[]> {
  const { rows } = await client.query<{ id: string }>(
    `WITH merchant AS (INSERT INTO "Merchant" (name) VALUES ('Notified') RETURNING id)
     INSERT INTO "Connection" ("receiptheroId", "merchantId", label, scopes, "partnerMetadata", "sealedToken")
     SELECT 'notified-' || n, merchant.id, 'Notified', '{receipt:read}', '{"branch": "Kamppi"}', 'never opened'
       FROM merchant, generate_series(1, $1::int) n RETURNING "receiptheroId" AS id`,
    [NOTIFIED],
  );
  return rows.map(({ id }) => id);
}
