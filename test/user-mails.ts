import { writers } from "@/lib/background/writers";
import { sendUserMails } from "@/lib/user-mails/send";
import type { Sandbox } from "@/sandbox/start";
import type { TestDatabase } from "@/test/database";
import { addConnection } from "@/test/factories";
import { mailsTo } from "@/test/inspect";

/** Adds a connection of a merchant whose token ReceiptHero has refused for some minutes. */
export async function addRefused(
  database: TestDatabase,
  merchantId: string,
  { label = "Shop in Turku", minutes = 11 } = {},
): Promise<string> {
  const id = await addConnection(database, merchantId, { label });
  await refuse(database, id, minutes);
  return id;
}

/** Makes a connection one whose token ReceiptHero has refused for some minutes. */
export async function refuse({ client }: TestDatabase, id: string, minutes = 11): Promise<void> {
  await client.query(
    `UPDATE "Connection" SET "unauthorizedSince" = now(), "unauthorizedReason" = 'refused' WHERE "receiptheroId" = $1`,
    [id],
  );
  await client.query(
    `UPDATE "TokenRefusal" SET since = now() - make_interval(mins => $2::int) WHERE "receiptheroId" = $1 AND "endedAt" IS NULL`,
    [id, minutes],
  );
}

/** Makes ReceiptHero accept the token of a connection again. */
export async function mend({ client }: TestDatabase, id: string): Promise<void> {
  await client.query(
    `UPDATE "Connection" SET "unauthorizedSince" = NULL, "unauthorizedReason" = NULL WHERE "receiptheroId" = $1`,
    [id],
  );
}

/** Makes all emails that wait due, and sends them. */
export async function sendAll({ client }: TestDatabase): Promise<void> {
  await client.query(`DELETE FROM "RateLimiterFlexible"`);
  await client.query(`UPDATE "UserMail" SET "dueAt" = now() WHERE "dueAt" IS NOT NULL`);
  await sendUserMails(writers);
}

/** Sends the emails that are due now. */
export const sendDue = () => sendUserMails(writers);

/** The subjects of the emails to an address, oldest first. */
export async function subjectsTo(sandbox: Sandbox, email: string): Promise<string[]> {
  return (await mailsTo(sandbox, email)).map(({ subject }) => subject).reverse();
}
