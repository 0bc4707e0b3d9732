import { randomUUID } from "node:crypto";
import { beforeEach, expect, vi } from "vitest";
import { currentUser } from "@/lib/auth/sessions/current-user";
import { noteSessionUse } from "@/lib/auth/sessions/note-use";
import { sha256 } from "@/lib/crypto/tokens";
import type { User } from "@/lib/principal";
import type { TestDatabase } from "@/test/database";
import { createMerchant, createUser } from "@/test/factories";
import { test } from "@/test/fixtures";

/** The current request, as a browser sends it. */
const request = { token: "", userAgent: "Firefox" };

vi.mock("next/headers", () => ({
  cookies: async () => ({ get: () => ({ value: request.token }) }),
  headers: async () => new Headers({ "User-Agent": request.userAgent }),
}));

let database: TestDatabase;
let user: User;

test.beforeAll(({ database: ownDatabase }) => {
  database = ownDatabase;
});
beforeEach(async () => {
  user = await createUser(database);
  request.token = randomUUID();
  await database.client.query(
    `UPDATE "Session" SET "sessionToken" = $1, "lastUsedAt" = now() - interval '6 minutes' WHERE id = $2`,
    [sha256(request.token), user.sessionId],
  );
});

const use = async () =>
  (
    await database.client.query(
      `SELECT "userAgent", extract(epoch FROM now() - "lastUsedAt") AS seconds, xmin FROM "Session" WHERE id = $1`,
      [user.sessionId],
    )
  ).rows[0];

test("a request finds its user, and notes that the session is in use", async () => {
  expect(await currentUser()).toEqual(user);
  await vi.waitFor(async () => expect(await use()).toMatchObject({ userAgent: "Firefox" }));
  expect(Number((await use()).seconds)).toBeLessThan(5);
});

test("the use of a session is noted once in five minutes, however many requests come", async () => {
  await Promise.all(Array.from({ length: 20 }, () => noteSessionUse(user.sessionId, "Firefox")));
  const noted = await use();
  await Promise.all(Array.from({ length: 20 }, () => noteSessionUse(user.sessionId, "Chrome")));
  await currentUser();
  expect(await use()).toMatchObject({ userAgent: "Firefox", xmin: noted.xmin });
});

test("a user agent is kept to 300 characters, and may be missing", async () => {
  await noteSessionUse(user.sessionId, "x".repeat(1_000));
  expect((await use()).userAgent).toHaveLength(300);
  await database.client.query(`UPDATE "Session" SET "userAgent" = NULL WHERE id = $1`, [user.sessionId]);
  await noteSessionUse(user.sessionId, null);
  expect((await use()).userAgent).toBe("");
});

test("a session whose use cannot be noted is good all the same", async () => {
  await database.client.query(`ALTER TABLE "Session" ADD CONSTRAINT broken CHECK ("userAgent" IS NULL) NOT VALID`);
  await expect(noteSessionUse(user.sessionId, "Firefox")).resolves.toBeUndefined();
  expect(await currentUser()).toEqual(user);
  await database.client.query(`ALTER TABLE "Session" DROP CONSTRAINT broken`);
});

test("an expired session is none, and a database that does not answer is not the same as signed out", async () => {
  await database.client.query(`UPDATE "Session" SET expires = now() - interval '1 millisecond' WHERE id = $1`, [
    user.sessionId,
  ]);
  expect(await currentUser()).toBeNull();
  await database.client.query(`ALTER TABLE "Session" RENAME TO "Gone"`);
  await expect(currentUser()).rejects.toMatchObject({ code: "storage_unavailable" });
  await database.client.query(`ALTER TABLE "Gone" RENAME TO "Session"`);
});

test("a view belongs to its session and to staff: it is none after its time, and once the role is lost", async () => {
  const merchant = await createMerchant(database, "Kahvila Aamu");
  await database.client.query(
    `INSERT INTO "MerchantView" ("sessionId", "merchantId", "expiresAt") VALUES ($1, $2, now() + interval '30 minutes')`,
    [user.sessionId, merchant.id],
  );
  const become = (role: string) =>
    database.client.query(`UPDATE "User" SET role = $1::"Role" WHERE id = $2`, [role, user.id]);
  const view = { merchant, expiresAt: expect.any(Date) };
  expect((await currentUser())?.view).toBeNull();
  for (const role of ["SUPPORT", "ADMIN"]) {
    await become(role);
    expect((await currentUser())?.view).toEqual(view);
  }
  await become("MERCHANT");
  expect((await currentUser())?.view).toBeNull();
  await become("SUPPORT");
  await database.client.query(`UPDATE "MerchantView" SET "expiresAt" = now()`);
  expect((await currentUser())?.view).toBeNull();
});

test("a session of the staff is none after 12 hours without use, a merchant's still is one", async () => {
  const idle = (hours: number) =>
    database.client.query(
      `UPDATE "Session" SET "lastUsedAt" = now() - $1::interval, "userAgent" = 'Firefox' WHERE id = $2`,
      [`${hours} hours`, user.sessionId],
    );
  // Recording the use of the session would reset its age.
  await database.client.query(
    `CREATE FUNCTION keep() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END';
     CREATE TRIGGER keep BEFORE UPDATE ON "Session" FOR EACH ROW WHEN (new."lastUsedAt" > now() - interval '1 hour') EXECUTE FUNCTION keep()`,
  );
  await idle(13);
  expect(await currentUser()).toEqual(user);
  for (const role of ["ADMIN", "SUPPORT"] as const) {
    await database.client.query(`UPDATE "User" SET role = $1::"Role" WHERE id = $2`, [role, user.id]);
    await idle(12);
    expect(await currentUser()).toBeNull();
    await idle(11);
    expect(await currentUser()).toEqual({ ...user, role });
  }
  await database.client.query(`DROP TRIGGER keep ON "Session"`);
});
