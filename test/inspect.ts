import type { User } from "@/lib/principal";
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

/** The types of the events of a connection, in the order in which they were written. */
export async function eventsOf({ client }: TestDatabase, receiptheroId: string): Promise<string[]> {
  const events = await client.query<{ type: string }>(
    `SELECT type FROM "Event" WHERE "receiptheroId" = $1 ORDER BY id`,
    [receiptheroId],
  );
  return events.rows.map(({ type }) => type);
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
