import { randomUUID } from "node:crypto";
import { beforeEach, expect } from "vitest";
import { completeAuthorization } from "@/lib/authorization/complete";
import type { FailureReason } from "@/lib/errors/failure-reasons";
import type { Owner } from "@/lib/principal";
import type { Sandbox } from "@/sandbox/start";
import { seeState } from "@/sandbox/testing";
import { BROWSER, consent as consentInSandbox, outcomesOf, startOver } from "@/test/connect";
import type { TestDatabase } from "@/test/database";
import { createOwner, joinMerchant } from "@/test/factories";
import { test } from "@/test/fixtures";

let database: TestDatabase;
let sandbox: Sandbox;
let user: Owner;

test.beforeAll(({ database: ownDatabase, sandbox: ownSandbox }) => {
  database = ownDatabase;
  sandbox = ownSandbox;
});
beforeEach(async () => {
  await startOver(database, sandbox);
  user = await createOwner(database);
});

const rows = async (sql: string, values: unknown[] = []) => (await database.client.query(sql, values)).rows;
const consent = () => consentInSandbox(sandbox, user);

async function expectRefusal(attempt: Promise<unknown>, code: FailureReason): Promise<void> {
  await expect(attempt).rejects.toMatchObject({ code });
  expect((await seeState(sandbox)).tokenRequests).toBe(0);
}

test.each<[FailureReason, (callback: { state: string; code: string }) => Promise<unknown>]>([
  ["wrong_user", async (callback) => completeAuthorization(await createOwner(database), BROWSER, callback)],
  ["state_mismatch", (callback) => completeAuthorization({ ...user, sessionId: randomUUID() }, BROWSER, callback)],
  ["state_mismatch", (callback) => completeAuthorization(user, "another browser", callback)],
  ["state_mismatch", (callback) => completeAuthorization(user, null, callback)],
  ["state_mismatch", (callback) => completeAuthorization(user, BROWSER, { ...callback, state: `${callback.state}A` })],
])("a callback that does not fit is refused with %s, and the right one still works", async (code, attempt) => {
  const callback = await consent();
  await expectRefusal(attempt(callback), code);
  await expect(completeAuthorization(user, BROWSER, callback)).resolves.toMatchObject({ connected: true });
});

test.each([
  ["removed", `DELETE FROM "Member" WHERE "userId" = $1`],
  ["made a reader", `UPDATE "Member" SET role = 'READER' WHERE "userId" = $1`],
])("a callback of a member who was %s in the meantime is refused", async (_, change) => {
  const callback = await consent();
  await joinMerchant(database, user, (await createOwner(database, "Another business")).merchant);
  await database.client.query(`${change} AND "merchantId" = $2`, [user.id, user.merchant.id]);
  await expectRefusal(completeAuthorization(user, BROWSER, callback), "not_a_member");
});

test("a callback connects the business that it was started for, whichever is at hand", async () => {
  const callback = await consent();
  const other = await joinMerchant(database, user, (await createOwner(database, "Another business")).merchant);
  await database.client.query(`UPDATE "Member" SET "lastUsedAt" = now() WHERE "userId" = $1 AND "merchantId" = $2`, [
    user.id,
    other.merchant.id,
  ]);
  expect(await completeAuthorization(other, BROWSER, callback)).toMatchObject({ connected: true });
  expect(await rows(`SELECT label FROM "Connection" WHERE "merchantId" = $1`, [user.merchant.id])).toHaveLength(1);
  expect(await rows(`SELECT label FROM "Connection" WHERE "merchantId" = $1`, [other.merchant.id])).toEqual([]);
});

test("a request is open for ten minutes of the database's clock", async () => {
  const callback = await consent();
  const [{ minutes }] = await rows(
    `SELECT extract(epoch FROM "expiresAt" - "createdAt") / 60 AS minutes FROM "AuthorizationRequest" WHERE "userId" = $1`,
    [user.id],
  );
  expect(Number(minutes)).toBe(10);
  await database.client.query(
    `UPDATE "AuthorizationRequest" SET "expiresAt" = now() - interval '1 millisecond' WHERE "userId" = $1`,
    [user.id],
  );
  await expectRefusal(completeAuthorization(user, BROWSER, callback), "state_expired");
});

test.each([
  ["access_denied", "access_denied"],
  ["server_error", "exchange_failed"],
])("the answer error=%s ends the request as %s, without a token request", async (error, reason) => {
  const { state } = await consent();
  const outcome = await completeAuthorization(user, BROWSER, { state, error });
  expect(outcome).toMatchObject({ connected: false, reason });
  expect(await outcomesOf(database, user)).toEqual([reason]);
  expect((await seeState(sandbox)).tokenRequests).toBe(0);
});
