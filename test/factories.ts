import { randomUUID } from "node:crypto";
import type { Reader, User } from "@/lib/principal";
import type { Sandbox } from "@/sandbox/start";
import { control } from "@/sandbox/testing";
import type { TestDatabase } from "@/test/database";

/** An email in the sandbox's mailbox. */
export type SeenMail = { to: string[]; subject: string; text: string; html: string | null };

/** The emails to an address, newest first. */
export async function mailsTo(sandbox: Sandbox, email: string): Promise<SeenMail[]> {
  const query = new URLSearchParams({ to: email });
  return (await control<{ mails: SeenMail[] }>(sandbox, "GET", `/mails?${query}`)).body.mails;
}

/** The token of the newest link that was emailed to an address; "" when there is none. */
export async function mailedToken(sandbox: Sandbox, email: string): Promise<string> {
  const [newest] = await mailsTo(sandbox, email);
  return /\?token=([\w-]+)/.exec(newest?.text ?? "")?.[1] ?? "";
}

/** The audit actions of a merchant, in order. */
export async function auditOf({ client }: TestDatabase, merchantId: string): Promise<string[]> {
  const events = await client.query<{ action: string }>(
    `SELECT action FROM "AuditEvent" WHERE "merchantId" = $1 ORDER BY id`,
    [merchantId],
  );
  return events.rows.map(({ action }) => action);
}

/** The audit actions of a user, in order. */
export async function auditOfUser({ client }: TestDatabase, { id }: User): Promise<string[]> {
  const events = await client.query<{ action: string }>(
    `SELECT action FROM "AuditEvent" WHERE "actorId" = $1 ORDER BY id`,
    [id],
  );
  return events.rows.map(({ action }) => action);
}

/** The audit actions of a connection, in order. */
export async function auditOfConnection({ client }: TestDatabase, id: string): Promise<string[]> {
  const events = await client.query<{ action: string }>(
    `SELECT action FROM "AuditEvent" WHERE "receiptheroId" = $1 ORDER BY id`,
    [id],
  );
  return events.rows.map(({ action }) => action);
}

/** The row of a connection; undefined when there is none. */
export async function connectionRow({ client }: TestDatabase, id: string) {
  return (await client.query(`SELECT * FROM "Connection" WHERE "receiptheroId" = $1`, [id])).rows[0];
}

/**
 * Stores a connection of a merchant, with a token unless it is disconnected.
 * @returns its id
 */
export async function addConnection(
  { client }: TestDatabase,
  merchantId: string,
  { label = "Shop in Turku", status = "ACTIVE", sealedToken = "sealed-token" } = {},
): Promise<string> {
  const receiptheroId = randomUUID();
  const ended = status === "DISCONNECTED";
  await client.query(
    `INSERT INTO "Connection" ("receiptheroId", "merchantId", label, scopes, "partnerMetadata", status, "sealedToken", "disconnectedAt")
     VALUES ($1, $2, $3, '{receipt:read}', $4, $5::"ConnectionStatus", $6, $7)`,
    [
      receiptheroId,
      merchantId,
      label,
      { merchant_id: merchantId, note: `note of ${label}` },
      status,
      ended ? null : sealedToken,
      ended ? new Date() : null,
    ],
  );
  return receiptheroId;
}

/** Stores an authorization request of a user. Its secrets are recognizable. */
export async function addAuthorizationRequest({ client }: TestDatabase, user: Reader, label: string): Promise<void> {
  await client.query(
    `INSERT INTO "AuthorizationRequest" ("stateHash", "userId", "merchantId", "sessionId", "browserHash", label, scopes, "partnerMetadata", "sealedCodeVerifier")
     VALUES ($1, $2, $3, $4, 'browser-hash', $5, '{receipt:read}', $6, 'sealed-verifier')`,
    [`state-hash-${randomUUID()}`, user.id, user.merchant.id, user.sessionId, label, { note: `note of ${label}` }],
  );
}
