import { randomUUID } from "node:crypto";
import { sha256 } from "@/lib/crypto/tokens";
import { env } from "@/lib/env";
import type { NewInvitation } from "@/lib/merchant-invitations/form";
import { inviteMerchant } from "@/lib/merchant-invitations/invite";
import { sendInvitations } from "@/lib/merchant-invitations/send";
import type { Admin } from "@/lib/principal";
import type { Sandbox } from "@/sandbox/start";
import type { TestDatabase } from "@/test/database";
import { connectBrowser } from "@/test/factories";

/** Begins a test of invitations: none is left of earlier tests, no limit is used up, and emails arrive. */
export async function clearInvitations({ client }: TestDatabase, sandbox: Sandbox): Promise<void> {
  env().EMAIL_SERVER = sandbox.smtp;
  await client.query(`DELETE FROM "MerchantInvitation"; DELETE FROM "RateLimiterFlexible"; DELETE FROM "Counter"`);
  await client.query("SELECT graphile_worker.complete_jobs(array_agg(id)) FROM graphile_worker.jobs");
}

/** The job that waits, if any, and whether it is for later. */
export async function nextJob({ client }: TestDatabase): Promise<{ later: boolean } | undefined> {
  return (await client.query(`SELECT run_at > now() AS later FROM graphile_worker.jobs`)).rows[0];
}

/** Invites a merchant; without fields a new one. */
export async function invite(admin: Admin, fields: Partial<NewInvitation> = {}): Promise<NewInvitation> {
  const id = randomUUID();
  const invitation = {
    externalId: `customer ${id}`,
    businessName: "Kahvila Aamu Oy",
    email: `${id}@example.com`,
    pairs: [],
    ...fields,
  };
  await inviteMerchant(admin, invitation, (business) => `May ${business}?`);
  return invitation;
}

/** Sends all that is due, as the jobs would, without their pauses. */
export async function sendAll({ client }: TestDatabase): Promise<void> {
  for (;;) {
    await client.query(`DELETE FROM "RateLimiterFlexible" WHERE key LIKE 'merchant-invitations-in-all:%'`);
    await sendInvitations();
    const due = await client.query(`SELECT 1 FROM "MerchantInvitation" WHERE "mailDueAt" <= now()`);
    if (due.rows.length === 0) return;
  }
}

/** The row of an invitation, with the session that it has. */
export async function invitationOf(
  { client }: TestDatabase,
  { externalId, email }: { externalId: string; email: string },
) {
  const { rows } = await client.query(
    `SELECT i.*, s.status, s.reason, s."tokenHash", s."expiresAt" FROM "MerchantInvitation" i
       LEFT JOIN "ConnectSession" s ON s.id = i."connectSessionId"
      WHERE i."externalId" = $1 AND i.email = $2 ORDER BY i."createdAt" DESC`,
    [externalId, email],
  );
  return rows[0];
}

/** A browser that has opened the link of an invitation. */
export async function openedBy(database: TestDatabase, invitation: NewInvitation, name = "first") {
  const { connectSessionId } = await invitationOf(database, invitation);
  return connectBrowser(connectSessionId, sha256(name));
}
