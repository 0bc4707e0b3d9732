import { randomUUID } from "node:crypto";
import { beforeEach, expect } from "vitest";
import { listSessions } from "@/lib/account/sessions/list";
import { removeMember } from "@/lib/merchants/members/remove";
import type { MerchantUser } from "@/lib/principal";
import { createMerchantUser, createUser, dump, type TestDatabase } from "@/test/database";
import { addAuthorizationRequest, addConnection, auditOf } from "@/test/factories";
import { test } from "@/test/fixtures";

let database: TestDatabase;
let user: MerchantUser;
let member: MerchantUser;
let stranger: MerchantUser;

test.beforeAll(({ database: ownDatabase }) => {
  database = ownDatabase;
});
beforeEach(async () => {
  user = await createMerchantUser(database);
  member = await createUser(database, user.merchant);
  stranger = await createMerchantUser(database, "Another business");
});

const members = async () =>
  (await database.client.query(`SELECT id FROM "User" WHERE "merchantId" = $1`, [user.merchant.id])).rows;
const audit = () => auditOf(database, user.merchant.id);

test("a member who is removed is signed out everywhere, and keeps the account", async () => {
  await removeMember(user, member.id);
  expect(await members()).toEqual([{ id: user.id }]);
  expect(await listSessions(member)).toEqual([]);
  expect(await listSessions(user)).toHaveLength(1);
  expect(await dump(database)).toContain(member.email);
  expect(await audit()).toEqual(["user.left"]);
});

test("a user of another business is not found, like one that does not exist", async () => {
  for (const id of [stranger.id, randomUUID()]) {
    await expect(removeMember(user, id)).rejects.toMatchObject({ code: "not_found" });
  }
  expect(await listSessions(stranger)).toHaveLength(1);
  expect(await members()).toHaveLength(2);
  expect(await audit()).toEqual([]);
});

test("a member who was removed in the meantime removes nobody", async () => {
  await removeMember(user, member.id);
  await expect(removeMember(member, user.id)).rejects.toMatchObject({ code: "not_found" });
  expect(await members()).toEqual([{ id: user.id }]);
});

test("of two who remove each other at once, one stays", async () => {
  const results = await Promise.allSettled([removeMember(user, member.id), removeMember(member, user.id)]);
  expect(results.map((result) => result.status).sort()).toEqual(["fulfilled", "rejected"]);
  expect(await members()).toHaveLength(1);
});

test.each(["ACTIVE", "DISCONNECTING"])(
  "of the last two who leave at once, one stays while a connection is %s",
  async (status) => {
    const receiptheroId = await addConnection(database, user.merchant.id);
    if (status === "DISCONNECTING") {
      await database.client.query(
        `UPDATE "Connection" SET status = 'DISCONNECTING', "disconnectingSince" = now() WHERE "receiptheroId" = $1`,
        [receiptheroId],
      );
    }
    const results = await Promise.allSettled([removeMember(user, user.id), removeMember(member, member.id)]);
    expect(results.flatMap((result) => (result.status === "rejected" ? [result.reason.code] : []))).toEqual([
      "last_member",
    ]);
    expect(await members()).toHaveLength(1);
    expect(await audit()).toEqual(["user.left"]);
    const label = await database.client.query(`SELECT label FROM "Connection" WHERE "receiptheroId" = $1`, [
      receiptheroId,
    ]);
    expect(label.rows).toEqual([{ label: "Shop in Turku" }]);
  },
);

test("the last one may leave when every connection has ended, and the business goes along", async () => {
  await renameForTest("Leipomo Virtanen");
  await addConnection(database, user.merchant.id, { label: "Leipomo label", status: "DISCONNECTED" });
  await addAuthorizationRequest(database, member, "Leipomo request");
  await removeMember(user, member.id);
  await removeMember(user, user.id);

  const text = await dump(database);
  expect(text).not.toContain("Leipomo");
  expect(text).toContain(user.email);
  expect(await audit()).toEqual(["user.left", "user.left", "merchant.deleted"]);
});

const renameForTest = (name: string) =>
  database.client.query(`UPDATE "Merchant" SET name = $1 WHERE id = $2`, [name, user.merchant.id]);
