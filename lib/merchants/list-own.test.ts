import { beforeEach, expect } from "vitest";
import { noteMerchantUse } from "@/lib/auth/members/note-use";
import { listOwnBusinesses, searchOwnBusinesses } from "@/lib/merchants/list-own";
import type { Owner } from "@/lib/principal";
import type { TestDatabase } from "@/test/database";
import { addConnection, createOwner, createUser, joinMerchant } from "@/test/factories";
import { test } from "@/test/fixtures";

let database: TestDatabase;
let user: Owner;
let other: Owner;

test.beforeAll(({ database: ownDatabase }) => {
  database = ownDatabase;
});
beforeEach(async () => {
  user = await createOwner(database, "Kahvila Aamu");
  other = await joinMerchant(database, user, (await createOwner(database, "Bageri Å")).merchant);
});

const names = async () => (await listOwnBusinesses(user)).map(({ name }) => name);
const usedAt = async (who: Owner) =>
  (
    await database.client.query(`SELECT "lastUsedAt" FROM "Member" WHERE "userId" = $1 AND "merchantId" = $2`, [
      who.id,
      who.merchant.id,
    ])
  ).rows[0].lastUsedAt;

test("the business that was used last comes first, then the newest", async () => {
  await createOwner(database, "Somebody else's");
  expect(await names()).toEqual(["Bageri Å", "Kahvila Aamu"]);
  await noteMerchantUse(user);
  expect(await names()).toEqual(["Kahvila Aamu", "Bageri Å"]);
  await noteMerchantUse(other);
  expect(await names()).toEqual(["Bageri Å", "Kahvila Aamu"]);
  expect(await listOwnBusinesses(await createUser(database))).toEqual([]);
});

test("a use is noted once an hour, and when another business was used since", async () => {
  await noteMerchantUse(user);
  const noted = await usedAt(user);
  await noteMerchantUse(user);
  expect(await usedAt(user)).toEqual(noted);
  await noteMerchantUse(other);
  await noteMerchantUse(user);
  expect((await usedAt(user)).getTime()).toBeGreaterThan(noted.getTime());
  await database.client.query(`UPDATE "Member" SET "lastUsedAt" = now() - interval '61 minutes'`);
  const hourAgo = await usedAt(user);
  await noteMerchantUse(user);
  expect(await usedAt(user)).not.toEqual(hourAgo);
});

test("each business says how many connections it has, and how many of them need attention", async () => {
  const { id } = user.merchant;
  const connections = await Promise.all(Array.from({ length: 4 }, () => addConnection(database, id)));
  await addConnection(database, id, { status: "DISCONNECTED" });
  await database.client.query(
    `UPDATE "Connection" SET "unauthorizedSince" = now(), "unauthorizedReason" = 'refused' WHERE "receiptheroId" = $1`,
    [connections[0]],
  );
  await database.client.query(
    `UPDATE "Connection" SET status = 'DISCONNECTED', "disconnectedAt" = now(), "disconnectedBy" = 'RECEIPTHERO',
                             "sealedToken" = NULL WHERE "receiptheroId" = $1`,
    [connections[1]],
  );
  const counts = { connections: 3, attention: 2 };
  expect(await searchOwnBusinesses(user, "")).toMatchObject([
    { name: "Bageri Å", memberRole: "OWNER", connections: 0, attention: 0 },
    { name: "Kahvila Aamu", memberRole: "OWNER", ...counts },
  ]);
  expect(await searchOwnBusinesses(user, "LA AA")).toMatchObject([{ name: "Kahvila Aamu", ...counts }]);
  expect(await searchOwnBusinesses(user, "å")).toMatchObject([{ name: "Bageri Å" }]);
  for (const search of ["nowhere", "%", "_"]) expect(await searchOwnBusinesses(user, search)).toEqual([]);
});
