import { randomUUID } from "node:crypto";
import { beforeEach, expect } from "vitest";
import { getConnectionForStaff } from "@/lib/connections/get-for-staff";
import type { Admin, Owner } from "@/lib/principal";
import type { Sandbox } from "@/sandbox/start";
import { control } from "@/sandbox/testing";
import { connect } from "@/test/connect";
import type { TestDatabase } from "@/test/database";
import { createAdmin, createOwner } from "@/test/factories";
import { test } from "@/test/fixtures";

let database: TestDatabase;
let sandbox: Sandbox;
let user: Owner;
let admin: Admin;

test.beforeAll(({ database: ownDatabase, sandbox: ownSandbox }) => {
  database = ownDatabase;
  sandbox = ownSandbox;
});
beforeEach(async () => {
  await control(sandbox, "POST", "/reset", {});
  user = await createOwner(database);
  admin = await createAdmin(database);
});

const rows = async (sql: string, values: unknown[] = []) => (await database.client.query(sql, values)).rows;
const row = async (id: string) => (await rows(`SELECT * FROM "Connection" WHERE "receiptheroId" = $1`, [id]))[0];

test("the staff's view of a connection contains no token", async () => {
  const id = await connect(sandbox, user);
  const { sealedToken } = await row(id);
  const seen = await getConnectionForStaff(admin, id);
  expect(seen).toMatchObject({
    receiptheroId: id,
    merchant: { members: [{ role: "OWNER", user: { email: user.email } }] },
    receipts: 0,
  });
  expect(JSON.stringify(seen)).not.toContain(sealedToken);
  expect(await getConnectionForStaff(admin, randomUUID())).toBeNull();
  expect(await getConnectionForStaff(admin, "not an id")).toBeNull();
});
