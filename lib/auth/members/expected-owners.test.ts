import { expect } from "vitest";
import { expectOwner } from "@/lib/auth/members/expected-owners";
import { maySignUp } from "@/lib/auth/sign-in/may-sign-up";
import { expireSessions } from "@/lib/connect-sessions/status";
import { db } from "@/lib/db/client";
import { env } from "@/lib/env";
import type { TestDatabase } from "@/test/database";
import { createAdmin } from "@/test/factories";
import { test } from "@/test/fixtures";
import { invite, sendAll } from "@/test/invitations";

let database: TestDatabase;

test.beforeAll(({ database: ownDatabase, mailSandbox: _mailSandbox }) => {
  database = ownDatabase;
  env().SIGN_UP = "invited";
});

const rows = async (sql: string, values: unknown[] = []) => (await database.client.query(sql, values)).rows;

/** SQL: of the session of the invitation to $1. */
const ofSession = `id IN (SELECT "connectSessionId" FROM "MerchantInvitation" WHERE email = $1)`;

test.each(["sent", "refused"])("a %s invitation of a business counts until it expires", async (state) => {
  const { email } = await invite(await createAdmin(database));
  await sendAll(database);
  await rows(`UPDATE "MerchantInvitation" SET state = $2::"MerchantInvitationState" WHERE email = $1`, [email, state]);
  expect(await maySignUp(email)).toBe(true);

  await rows(`UPDATE "ConnectSession" SET "expiresAt" = now() WHERE ${ofSession}`, [email]);
  await expireSessions();
  expect(await rows(`SELECT 1 FROM "ExpectedOwner" WHERE email = $1`, [email])).toEqual([]);
  expect(await maySignUp(email)).toBe(false);

  // A reminder gives it a new link.
  await rows(
    `UPDATE "ConnectSession" SET status = 'pending', "endedAt" = NULL, reason = NULL, "expiresAt" = 'infinity' WHERE ${ofSession}`,
    [email],
  );
  expect(await rows(`SELECT "isInvited" FROM "ExpectedOwner" WHERE email = $1`, [email])).toEqual([
    { isInvited: true },
  ]);
  expect(await maySignUp(email)).toBe(true);
});

test("an owner whom the partner's system named stays expected when an invitation of the same email expires", async () => {
  const { email } = await invite(await createAdmin(database));
  await sendAll(database);
  const [{ merchantId }] = await rows(`SELECT "merchantId" FROM "MerchantInvitation" WHERE email = $1`, [email]);
  await db().$transaction((tx) => expectOwner(tx, merchantId, email));
  await rows(`UPDATE "ConnectSession" SET "expiresAt" = now() WHERE ${ofSession}`, [email]);
  await expireSessions();
  expect(await maySignUp(email)).toBe(true);
});
