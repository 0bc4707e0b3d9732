import { randomUUID } from "node:crypto";
import { expect } from "vitest";
import { auditOfCommand, json, print } from "@/test/admin";
import { dump, type TestDatabase } from "@/test/database";
import { addConnection, createAdmin, createMember, createOwner } from "@/test/factories";
import { test } from "@/test/fixtures";

let database: TestDatabase;

test.beforeAll(({ database: ownDatabase, mailSandbox: _ }) => {
  database = ownDatabase;
});

const rows = async (sql: string, values: unknown[] = []) => (await database.client.query(sql, values)).rows;

test("the command says what it would do, and with --yes erases the user, the email and their business", async () => {
  const user = await createOwner(database, "Kahvila Ilta Oy");
  const { merchant } = user;
  const receiptheroId = await addConnection(database, merchant.id);
  await rows(`INSERT INTO "VerificationToken" (identifier, token, expires) VALUES ($1, $2, now())`, [
    user.email,
    randomUUID(),
  ]);
  const businesses = [{ merchantId: merchant.id, business: "Kahvila Ilta Oy", effect: "deleted" }];
  const found = { userId: user.id, rows: 1, businesses, refusal: null };
  expect(await json(["erase-person", user.email])).toEqual({ code: 0, isErased: false, ...found });
  expect(await dump(database)).toContain(user.email);

  expect(await json(["erase-person", user.email, "--yes"])).toEqual({ code: 0, isErased: true, ...found });
  const left = await dump(database);
  expect(left).not.toContain(user.email);
  expect(left).not.toContain("Kahvila Ilta Oy");
  expect(await rows(`SELECT status FROM "Connection" WHERE "receiptheroId" = $1`, [receiptheroId])).toEqual([
    { status: "DISCONNECTING" },
  ]);
  expect(await auditOfCommand(database, "erase-person")).toMatchObject([
    { action: "user.deleted" },
    { action: "merchant.deleted" },
    { action: "connection.disconnecting" },
  ]);

  // An email that only invitations have.
  const email = `${randomUUID()}@example.com`;
  await rows(`INSERT INTO "Invitation" ("merchantId", email, "tokenHash") VALUES ($1, $2, $2)`, [merchant.id, email]);
  expect(await json(["erase-person", email, "--yes"])).toMatchObject({ code: 0, userId: null });
  expect(await rows(`SELECT 1 FROM "Invitation" WHERE email = $1`, [email])).toEqual([]);
});

test("the command refuses an admin, a new email and the last owner, with --yes and before it", async () => {
  const owner = await createOwner(database, "Kahvila Aamu Oy");
  await createMember(database, owner.merchant, "READER");
  const moved = await createOwner(database);
  await rows(`INSERT INTO "EmailUndo" ("userId", email, "tokenHash") VALUES ($1, 'former@example.com', 'hash')`, [
    moved.id,
  ]);
  const refused = [
    { email: (await createAdmin(database)).email, refusal: "This user is an admin" },
    { email: moved.email, refusal: "The email was changed within 72 hours" },
    { email: owner.email, refusal: "Kahvila Aamu Oy would have no owner" },
  ];
  for (const { email, refusal } of refused) {
    for (const args of [[email], [email, "--yes"]]) {
      const { code, output } = await print(["erase-person", ...args]);
      expect([code, output.split(". ")[0], output]).toEqual([
        1,
        "Nothing was erased",
        expect.stringContaining(refusal),
      ]);
    }
    expect(await rows(`SELECT 1 FROM "User" WHERE email = $1`, [email])).toHaveLength(1);
  }
});

test("the command says of an email that nothing has that it is nowhere, and records nothing", async () => {
  const events = async () => (await rows(`SELECT 1 FROM "AuditEvent"`)).length;
  const before = await events();
  for (const args of [["nobody@example.com"], ["nobody@example.com", "--yes"]]) {
    const { code, errors } = await print(["erase-person", ...args]);
    expect([code, errors]).toEqual([1, "Nothing here has this email, so nothing was erased."]);
  }
  expect(await events()).toBe(before);
});
