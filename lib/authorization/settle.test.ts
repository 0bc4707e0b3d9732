import { beforeEach, expect } from "vitest";
import { settleAbandonedRequests } from "@/lib/authorization/settle";
import type { Owner } from "@/lib/principal";
import type { Sandbox } from "@/sandbox/start";
import { consent as consentInSandbox, outcomesOf, startOver } from "@/test/connect";
import type { TestDatabase } from "@/test/database";
import { createOwner } from "@/test/factories";
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

const consent = () => consentInSandbox(sandbox, user);

test("a request that a dead server left behind is settled after a minute, one at work is left alone", async () => {
  await consent();
  await consent();
  await database.client.query(
    `UPDATE "AuthorizationRequest" SET "claimedAt" = now() - interval '61 seconds' WHERE id =
       (SELECT id FROM "AuthorizationRequest" WHERE "userId" = $1 ORDER BY "createdAt" LIMIT 1)`,
    [user.id],
  );
  await database.client.query(
    `UPDATE "AuthorizationRequest" SET "claimedAt" = now() WHERE "userId" = $1 AND "claimedAt" IS NULL`,
    [user.id],
  );
  expect(await settleAbandonedRequests()).toBe(1);
  expect(await outcomesOf(database, user)).toEqual(["storage_unavailable", null]);
});
