import { createHash, randomBytes } from "node:crypto";
import type pg from "pg";

/**
 * Creates an admin.
 * @returns the cookie of a session
 */
export async function signInAsAdmin(client: pg.Client): Promise<string> {
  const { rows } = await client.query<{ id: string }>(
    `INSERT INTO "User" (email, role) VALUES ($1, 'ADMIN') RETURNING id`,
    [`bench-${Date.now()}@partner.example`],
  );
  return signIn(client, rows[0]?.id ?? "");
}

/**
 * Signs a user in.
 * @returns the cookie of the session
 */
export async function signIn(client: pg.Client, userId: string): Promise<string> {
  const token = randomBytes(32).toString("base64url");
  await client.query(
    `INSERT INTO "Session" ("sessionToken", "userId", expires) VALUES ($2, $1, now() + interval '1 day')`,
    [userId, createHash("sha256").update(token).digest("hex")],
  );
  return `session=${token}`;
}
