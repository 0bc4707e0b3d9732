import { randomUUID } from "node:crypto";
import { beforeEach, expect } from "vitest";
import type { Owner } from "@/lib/principal";
import { dump, type TestDatabase } from "@/test/database";
import { deleteAsShown } from "@/test/delete-account";
import { addAuthorizationRequest, addConnection, createOwner, createUser } from "@/test/factories";
import { test } from "@/test/fixtures";
import { auditOf, auditOfUser } from "@/test/inspect";

const BUSINESS = "Tilitoimisto Mäkelä";

let database: TestDatabase;
let user: Owner;

test.beforeAll(({ database: ownDatabase }) => {
  database = ownDatabase;
});
beforeEach(async () => {
  user = await createOwner(database, BUSINESS);
});

const rows = async (sql: string, values: unknown[] = []) => (await database.client.query(sql, values)).rows;
const audit = () => auditOf(database, user.merchant.id);

/** Creates all personal data that the application can store about a user and their business. */
async function leaveTraces(): Promise<{ receiptheroId: string; personal: string[] }> {
  const { client } = database;
  const receiptheroId = await addConnection(database, user.merchant.id, { label: "Personal label" });
  await addConnection(database, user.merchant.id, { label: "Personal former label", status: "DISCONNECTED" });
  await addAuthorizationRequest(database, user, "Personal request");
  await client.query(`UPDATE "User" SET name = 'Personal Name' WHERE id = $1`, [user.id]);
  await client.query(`UPDATE "Session" SET "userAgent" = 'Personal browser' WHERE "userId" = $1`, [user.id]);
  await client.query(
    `INSERT INTO "EmailChange" ("userId", email, "tokenHash") VALUES ($1, 'personal@new.example', $2)`,
    [user.id, randomUUID()],
  );
  await client.query(
    `INSERT INTO "Account" ("userId", type, provider, "providerAccountId") VALUES ($1, 'oidc', 'oidc', 'Personal subject')`,
    [user.id],
  );
  await client.query(`INSERT INTO "VerificationToken" VALUES ($1, $2, now())`, [user.email, randomUUID()]);
  await client.query(
    `INSERT INTO "Invitation" ("merchantId", email, "tokenHash", "invitedById") VALUES ($1, 'personal@invited.example', $2, $3)`,
    [user.merchant.id, randomUUID(), user.id],
  );
  await client.query(
    `INSERT INTO "Notification" ("dedupeKey", type, "receiptheroId", payload) VALUES ($1, 'receipt_notification', $2, $3)`,
    [randomUUID(), receiptheroId, { partner_metadata: { note: "Personal note" } }],
  );
  await client.query(
    `WITH done AS (INSERT INTO "Notification" ("dedupeKey", type, "receiptheroId", payload, state, "processedAt")
                   VALUES ($1, 'receipt_notification', $2, '{}', 'DONE', now()) RETURNING *)
     INSERT INTO "NotificationBody" SELECT "firstReceivedAt", id, '{"note": "Personal moved note"}' FROM done`,
    [randomUUID(), receiptheroId],
  );
  await client.query(
    `UPDATE "Connection" SET "reportedMetadata" = '{"note": "Personal note"}', "reportedAt" = now() WHERE "receiptheroId" = $1`,
    [receiptheroId],
  );
  await client.query(
    `INSERT INTO "Receipt" ("receiptheroId", "receiptId", "shopName", "readyAt") VALUES ($1, 'r-1', 'Personal shop', now())`,
    [receiptheroId],
  );
  // An event of an unknown type that arrived before the connection was known, and one with ReceiptHero's own words.
  await client.query(
    `INSERT INTO "Event" (type, "receiptheroId", data) VALUES ('receipthero.notification', $1, '{"notification": "Personal news"}')`,
    [receiptheroId],
  );
  await client.query(
    `INSERT INTO "Event" (type, "receiptheroId", "merchantId", data) VALUES ('receipt.rejected', $1, $2, '{"errors": "Personal sum"}')`,
    [receiptheroId, user.merchant.id],
  );
  return { receiptheroId, personal: [user.email, BUSINESS, "Personal", "personal@", "note of"] };
}

test("the last one's account leaves no personal data, ends the connections, and keeps the audit log", async () => {
  const { receiptheroId, personal } = await leaveTraces();
  const before = await dump(database);
  for (const text of personal) expect(before).toContain(text);

  await deleteAsShown(user);
  const after = await dump(database);
  for (const text of personal) expect(after).not.toContain(text);

  expect(await rows(`SELECT status FROM "Connection" WHERE "receiptheroId" = $1`, [receiptheroId])).toEqual([
    { status: "DISCONNECTING" },
  ]);
  expect(await rows(`SELECT "deletedAt" FROM "Merchant" WHERE id = $1`, [user.merchant.id])).toEqual([
    { deletedAt: expect.any(Date) },
  ]);
  expect(await audit()).toEqual(["user.deleted", "merchant.deleted", "connection.disconnecting"]);
});

test("the confirmation is the user's email in any letter case; anything else deletes nothing", async () => {
  for (const typed of ["", BUSINESS, `x${user.email}`]) {
    await expect(deleteAsShown(user, typed)).rejects.toMatchObject({ code: "address_differs" });
  }
  expect(await audit()).toEqual([]);
  await deleteAsShown(user, ` ${user.email.toUpperCase()} `);
  expect(await rows(`SELECT 1 FROM "User" WHERE id = $1`, [user.id])).toEqual([]);
  await expect(deleteAsShown(user)).rejects.toMatchObject({ code: "address_differs" });
});

test("a user without a business can delete the account, and the log names nobody", async () => {
  const lone = await createUser(database);
  await deleteAsShown(lone);
  expect(await dump(database)).not.toContain(lone.email);
  expect(await auditOfUser(database, lone)).toEqual(["user.deleted"]);
});

test("an admin's account stays, so that one is always left", async () => {
  await database.client.query(`UPDATE "User" SET role = 'ADMIN' WHERE id = $1`, [user.id]);
  await expect(deleteAsShown(user)).rejects.toMatchObject({ code: "admin_account" });
  expect(await dump(database)).toContain(user.email);
});

test("another business is left as it is", async () => {
  const stranger = await createOwner(database, "Another business");
  await addConnection(database, stranger.merchant.id);
  await addAuthorizationRequest(database, stranger, "Another request");
  const theirs = () =>
    rows(
      `SELECT m.*, u.*, c.*, r.* FROM "Merchant" m JOIN "Member" b ON b."merchantId" = m.id JOIN "User" u ON u.id = b."userId"
         JOIN "Connection" c ON c."merchantId" = m.id JOIN "AuthorizationRequest" r ON r."merchantId" = m.id WHERE m.id = $1`,
      [stranger.merchant.id],
    );
  const before = await theirs();
  expect(before).toHaveLength(1);
  await deleteAsShown(user);
  expect(await theirs()).toEqual(before);
});

test("a consent that is being stored while the account is deleted ends with it", async () => {
  const { Client } = (await import("pg")).default;
  await addAuthorizationRequest(database, user, "Under way");
  const storing = new Client({ connectionString: database.url });
  await storing.connect();
  // The steps of lib/authorization/store.ts: lock the request, store the connection.
  await storing.query("BEGIN");
  await storing.query(`SELECT 1 FROM "AuthorizationRequest" WHERE "userId" = $1 FOR UPDATE`, [user.id]);
  const deleting = deleteAsShown(user);
  await storing.query(
    `INSERT INTO "Connection" ("receiptheroId", "merchantId", label, scopes, "partnerMetadata", "sealedToken")
     VALUES ($1, $2, 'Under way', '{receipt:read}', '{}', 'sealed')`,
    [randomUUID(), user.merchant.id],
  );
  await storing.query("COMMIT");
  await storing.end();
  await deleting;

  expect(await rows(`SELECT status, label FROM "Connection" WHERE "merchantId" = $1`, [user.merchant.id])).toEqual([
    { status: "DISCONNECTING", label: "" },
  ]);
});
