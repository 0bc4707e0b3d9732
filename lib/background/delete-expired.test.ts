import { randomUUID } from "node:crypto";
import { expect } from "vitest";
import { deleteExpired } from "@/lib/background/delete-expired";
import type { TestDatabase } from "@/test/database";
import { addAuthorizationRequest, createOwner } from "@/test/factories";
import { test } from "@/test/fixtures";

let database: TestDatabase;

test.beforeAll(({ database: ownDatabase }) => {
  database = ownDatabase;
});

test("sessions, sign-in links, codes, invitations and changes of address go when they expire, and no sooner", async () => {
  const user = await createOwner(database);
  const add = (table: string, columns: string, values: string, expires: string, count: number) =>
    database.client.query(
      `INSERT INTO "${table}" (${columns}) SELECT ${values}, now() + $1::interval FROM generate_series(1, ${count})`,
      [expires],
    );
  // More rows than one statement deletes.
  for (const [expires, count] of [["-1 day", 2_300] as const, ["1 hour", 3] as const]) {
    await add(
      "Session",
      `"sessionToken", "userId", expires`,
      `gen_random_uuid()::text, '${user.id}'::uuid`,
      expires,
      count,
    );
    await add(
      "VerificationToken",
      "identifier, token, expires",
      `'matti@example.com', gen_random_uuid()::text`,
      expires,
      count,
    );
    await add(
      "Invitation",
      `"merchantId", email, "tokenHash", "expiresAt"`,
      `'${user.merchant.id}'::uuid, 'matti@example.com', gen_random_uuid()::text`,
      expires,
      count,
    );
    await add(
      "MailedCode",
      `id, purpose, "browserHash", email, "codeHash", "expiresAt"`,
      `gen_random_uuid(), 'SIGN_IN', gen_random_uuid()::text, 'matti@example.com', ''`,
      expires,
      count,
    );
    await add(
      "EmailUndo",
      `"userId", email, "tokenHash", "expiresAt"`,
      `'${user.id}'::uuid, 'matti@example.com', gen_random_uuid()::text`,
      expires,
      count,
    );
    await add(
      "EmailChange",
      `"userId", email, "tokenHash", "expiresAt"`,
      `'${user.id}'::uuid, 'matti@example.com', gen_random_uuid()::text`,
      expires,
      count,
    );
  }
  const used = randomUUID();
  await database.client.query(
    `INSERT INTO "Invitation" ("merchantId", email, "tokenHash", "usedAt") VALUES ($1, '', $2, now())`,
    [user.merchant.id, used],
  );

  // An expired link is kept for a day, so that its use can be recorded.
  await add(
    "VerificationToken",
    "identifier, token, expires",
    `'matti@example.com', gen_random_uuid()::text`,
    "-23 hours",
    1,
  );

  await Promise.all([deleteExpired(), deleteExpired()]);
  await deleteExpired();
  const left = async (table: string) => (await database.client.query(`SELECT 1 FROM "${table}"`)).rowCount;
  // The user's own session lasts a day, and the used invitation has not expired.
  expect(await left("Session")).toBe(4);
  expect(await left("VerificationToken")).toBe(4);
  expect(await left("Invitation")).toBe(4);
  expect(await left("EmailChange")).toBe(3);
  expect(await left("EmailUndo")).toBe(3);
  expect(await left("MailedCode")).toBe(3);
});

test("sessions of the staff go when they were not used for 12 hours, a merchant's stays", async () => {
  const merchant = await createOwner(database);
  const admin = await createOwner(database);
  await database.client.query(`UPDATE "User" SET role = 'ADMIN' WHERE id = $1`, [admin.id]);
  const left = async () => {
    await deleteExpired();
    const query = `SELECT "userId" FROM "Session" WHERE "userId" = ANY($1) ORDER BY "userId" = $2`;
    const { rows } = await database.client.query(query, [[merchant.id, admin.id], admin.id]);
    return rows.map(({ userId }) => userId);
  };
  await database.client.query(`UPDATE "Session" SET "lastUsedAt" = now() - interval '11 hours'`);
  expect(await left()).toEqual([merchant.id, admin.id]);
  await database.client.query(`UPDATE "Session" SET "lastUsedAt" = now() - interval '12 hours'`);
  expect(await left()).toEqual([merchant.id]);
});

test("merchant invitations that are over go a year after they were created and mailed", async () => {
  // Their sessions do not matter here.
  await database.client.query(`ALTER TABLE "MerchantInvitation" DROP CONSTRAINT "MerchantInvitation_has_link"`);
  await database.client.query(
    `INSERT INTO "MerchantInvitation" ("externalId", "businessName", email, "invitedById", state, "createdAt", "mailDueAt")
     SELECT state || days, 'Kahvila', 'matti@example.com', gen_random_uuid(), state::"MerchantInvitationState",
            now() - make_interval(days => days), NULL
       FROM unnest('{364,366}'::int[]) days, unnest('{sent,opened,refused,connected,expired}'::text[]) state`,
  );
  await database.client.query(
    `INSERT INTO "MerchantInvitation" ("externalId", "businessName", email, "invitedById", state, "createdAt", "mailDueAt", "lastMailAt")
     SELECT 'reminded' || days, 'Kahvila', 'matti@example.com', gen_random_uuid(), 'expired', now() - interval '2 years', NULL,
            now() - make_interval(days => days) FROM unnest('{364,366}'::int[]) days`,
  );
  await deleteExpired();
  const { rows } = await database.client.query(
    `SELECT "externalId" FROM "MerchantInvitation" WHERE "createdAt" < now() - interval '365 days' ORDER BY 1`,
  );
  expect(rows.map(({ externalId }) => externalId)).toEqual(["opened366", "reminded364", "sent366"]);
  expect((await database.client.query(`SELECT 1 FROM "MerchantInvitation"`)).rowCount).toBe(8);
});

test("an old merchant invitation that connects today stays for a year, with its session", async () => {
  const { merchant } = await createOwner(database);
  await database.client.query(
    `WITH session AS (INSERT INTO "ConnectSession" ("tokenHash", purpose, status, "merchantId", "invitedById", label, scopes, "createdAt", "endedAt")
                      SELECT 'ended' || days, 'connect', 'connected', $1::uuid, gen_random_uuid(), 'ended' || days, '{}', now() - interval '2 years',
                             now() - make_interval(days => days) FROM unnest('{364,366}'::int[]) days RETURNING id, label)
     INSERT INTO "MerchantInvitation" ("externalId", "businessName", email, "invitedById", state, "createdAt", "mailDueAt", "lastMailAt",
                                       "merchantId", "connectSessionId")
     SELECT label, 'Kahvila', 'matti@example.com', gen_random_uuid(), 'connected', now() - interval '2 years', NULL, now() - interval '2 years',
            $1::uuid, id FROM session`,
    [merchant.id],
  );
  await deleteExpired();
  const { rows } = await database.client.query(
    `SELECT i."externalId", s.label FROM "ConnectSession" s LEFT JOIN "MerchantInvitation" i ON i."connectSessionId" = s.id
      WHERE s."merchantId" = $1`,
    [merchant.id],
  );
  expect(rows).toEqual([{ externalId: "ended364", label: "ended364" }]);
});

test("the code verifier of an authorization request goes once the request has expired, and no sooner", async () => {
  const user = await createOwner(database);
  await addAuthorizationRequest(database, user, "expired");
  await addAuthorizationRequest(database, user, "open");
  await database.client.query(
    `UPDATE "AuthorizationRequest" SET "expiresAt" = now() - interval '2 minutes' WHERE label = 'expired'`,
  );
  await deleteExpired();
  const { rows } = await database.client.query(
    `SELECT label, "sealedCodeVerifier" AS verifier FROM "AuthorizationRequest" WHERE "userId" = $1 ORDER BY label`,
    [user.id],
  );
  expect(rows).toEqual([
    { label: "expired", verifier: null },
    { label: "open", verifier: "sealed-verifier" },
  ]);
});
