import { randomUUID } from "node:crypto";
import { expect, vi } from "vitest";
import { beginDownload } from "@/lib/account/export/begin";
import { exportAccount } from "@/lib/account/export/export";
import { membershipVisits, notifications, receipts } from "@/lib/account/export/sections";
import { beginStream } from "@/lib/export/stream";
import { renameMerchant } from "@/lib/merchants/rename";
import type { Owner, Reader } from "@/lib/principal";
import { dump, type TestDatabase } from "@/test/database";
import { addAuthorizationRequest, addConnection, createMember, createOwner, joinMerchant } from "@/test/factories";
import { test } from "@/test/fixtures";
import { addOutgoingReceipt } from "@/test/outgoing-receipts";

let database: TestDatabase;
let user: Owner;
let member: Owner;
let stranger: Owner;

test.beforeAll(async ({ database: ownDatabase }) => {
  database = ownDatabase;
  user = await createOwner(database);
  member = await createMember(database, user.merchant);
  stranger = await createOwner(database, "Another business");
  for (const who of [user, stranger]) {
    const label = `Label of ${who.merchant.name}`;
    const receiptheroId = await addConnection(database, who.merchant.id, { label });
    await addAuthorizationRequest(database, who, label);
    await renameMerchant(who, `${who.merchant.name}, renamed`);
    await database.client.query(
      `INSERT INTO "Invitation" ("merchantId", email, "tokenHash") VALUES ($1, $2, 'token-hash-' || $2)`,
      [who.merchant.id, `invited-${who.email}`],
    );
    await database.client.query(
      `INSERT INTO "Notification" ("dedupeKey", type, "receiptheroId", payload) VALUES ($1, 'receipt_notification', $2, $3)`,
      [`dedupe-key-${randomUUID()}`, receiptheroId, { partner_metadata: { note: label } }],
    );
    await database.client.query(
      `INSERT INTO "Receipt" ("receiptheroId", "receiptId", "shopName", "readyAt") VALUES ($1, 'r-1', $2, now())`,
      [receiptheroId, `Shop of ${who.id}`],
    );
    await addOutgoingReceipt(database, { receiptheroId, merchantId: who.merchant.id, state: "FAILED", shop: "Sealed" });
    await database.client.query(
      `INSERT INTO "MembershipVisit" ("receiptheroId", "userId", "sessionId", "browserHash") VALUES ($1, $2, $3, 'browser-hash')`,
      [receiptheroId, who.id, who.sessionId],
    );
  }
  for (const who of [user, member]) {
    await database.client.query(
      `INSERT INTO "EmailChange" ("userId", email, "tokenHash") VALUES ($1, $2, 'token-hash-' || $2)`,
      [who.id, `new-${who.email}`],
    );
    await database.client.query(
      `INSERT INTO "Passkey" ("userId", "credentialId", "publicKey", counter, name) VALUES ($1, $2, 'key', 0, $3)`,
      [who.id, `credential-${who.id}`, `Phone of ${who.email}`],
    );
  }
});

const textOf = async (who: Reader) => new Response(await beginStream(exportAccount(who))).text();

test("an export holds everything about the business, metadata included", async () => {
  const exported = JSON.parse(await textOf(user));
  expect(exported.merchant.name).toBe(`${user.merchant.name}, renamed`);
  expect(exported.members).toMatchObject([
    { role: "OWNER", user: { email: user.email } },
    { role: "OWNER", user: { email: member.email } },
  ]);
  expect(exported.you.sessions).toMatchObject([{ id: user.sessionId }]);
  expect(exported.connections).toMatchObject([
    { label: `Label of ${user.merchant.name}`, partnerMetadata: { note: `note of Label of ${user.merchant.name}` } },
  ]);
  expect(exported.authorizationRequests).toMatchObject([{ label: `Label of ${user.merchant.name}` }]);
  expect(exported.invitations).toMatchObject([{ email: `invited-${user.email}` }]);
  expect(exported.notifications).toMatchObject([{ type: "receipt_notification" }]);
  expect(exported.receipts).toMatchObject([{ receiptId: "r-1", shopName: `Shop of ${user.id}`, fetchedAt: null }]);
  expect(exported.outgoingReceipts).toMatchObject([{ state: "FAILED", attempts: 1, errors: [] }]);
  expect(exported.membershipVisits).toMatchObject([{ userId: user.id }]);
  expect(exported.auditEvents).toMatchObject([{ action: "merchant.renamed", actorId: user.id }]);
  expect(exported.you.emailChanges).toMatchObject([{ email: `new-${user.email}` }]);
  expect(exported.you.passkeys).toEqual([
    { id: expect.any(String), name: `Phone of ${user.email}`, createdAt: expect.any(String), lastUsedAt: null },
  ]);
});

test("an export holds no secret, no hash and nothing sealed", async () => {
  const secretColumns = await database.client.query<{ table: string; column: string }>(
    `SELECT quote_ident(table_name) AS table, quote_ident(column_name) AS column FROM information_schema.columns
      WHERE table_schema = 'public' AND column_name ~* 'token$|hash$|^sealed|^dedupeKey$'`,
  );
  const secrets: string[] = [];
  for (const { table, column } of secretColumns.rows) {
    const { rows } = await database.client.query<{ value: string | null }>(`SELECT ${column} AS value FROM ${table}`);
    secrets.push(...rows.flatMap(({ value }) => value ?? []));
  }
  const text = await textOf(user);
  const kept = await dump(database);

  expect(secrets.length).toBeGreaterThan(15);
  for (const secret of secrets) {
    expect(kept).toContain(secret);
    expect(text).not.toContain(secret);
  }
  expect(text).not.toMatch(/"[^"]*(?:hash|sealed|sessionToken|stateHash)[^"]*":/i);
});

test("an export holds nothing of another business, and of members neither sessions nor where they want to move", async () => {
  await joinMerchant(database, member, stranger.merchant);
  const text = await textOf(user);
  expect(text).not.toContain(member.sessionId);
  for (const theirs of [stranger.merchant.name, stranger.id, stranger.email, stranger.merchant.id]) {
    expect(text).not.toContain(theirs);
  }
  expect(text).not.toContain(`new-${member.email}`);
  expect(text).not.toContain(`Phone of ${member.email}`);
  await expect(exportAccount({ ...user, merchant: stranger.merchant }).next()).rejects.toThrow();
});

test("only an owner's export holds invitations, and when other members were here", async () => {
  await database.client.query(`UPDATE "Member" SET "lastUsedAt" = now() WHERE "merchantId" = $1`, [user.merchant.id]);
  for (const role of ["READER", "MEMBER"] as const) {
    const other = await createMember(database, user.merchant, role);
    const exported = JSON.parse(await textOf(other));
    expect(exported.invitations).toEqual([]);
    expect(exported.connections).toHaveLength(1);
    const seen = exported.members.filter((each: object) => "lastUsedAt" in each);
    expect(seen).toMatchObject([{ role, user: { id: other.id } }]);
    await database.client.query(`DELETE FROM "Member" WHERE "userId" = $1`, [other.id]);
  }
  const { members } = JSON.parse(await textOf(user));
  expect(members.map(({ lastUsedAt }: { lastUsedAt: unknown }) => typeof lastUsedAt)).toEqual(["string", "string"]);
});

test("a metadata key that names a property of every object is exported like any other", async () => {
  await database.client.query(`UPDATE "Connection" SET "partnerMetadata" = $1::jsonb WHERE "merchantId" = $2`, [
    '{"__proto__": "plain data"}',
    user.merchant.id,
  ]);
  expect(await textOf(user)).toContain('{"__proto__":"plain data"}');
});

test("each of very many rows is exported once", async () => {
  const who = await createOwner(database, "Large business");
  const receiptheroId = await addConnection(database, who.merchant.id, { label: "Large" });
  // Many rows of the same millisecond, and payloads so large that few fit into one batch.
  await database.client.query(
    `INSERT INTO "Notification" ("dedupeKey", type, "receiptheroId", payload, "firstReceivedAt")
     SELECT gen_random_uuid()::text, 'large', $1, jsonb_build_object('n', n, 'x', repeat('x', CASE WHEN n < 9 THEN 1500000 ELSE 1 END)),
            now() + n / 700 * interval '1 second' FROM generate_series(1, 1700) n`,
    [receiptheroId],
  );
  await database.client.query(
    `INSERT INTO "Receipt" ("receiptheroId", "receiptId") SELECT $1, 'r-' || n FROM generate_series(1, 1200) n`,
    [receiptheroId],
  );
  await database.client.query(
    `INSERT INTO "OutgoingReceipt" (id, "apiKeyId", "receiptheroId", "merchantId", state, "createdAt", "finishedAt")
     SELECT gen_random_uuid(), $2, $1, $2, 'SENT', now() - n / 700 * interval '1 second', now() FROM generate_series(1, 1200) n`,
    [receiptheroId, who.merchant.id],
  );
  const { notifications, receipts, outgoingReceipts } = JSON.parse(await textOf(who));
  const numbers = notifications.map(({ payload }: { payload: { n: number } }) => payload.n);
  expect(numbers.toSorted((a: number, b: number) => a - b)).toEqual(Array.from({ length: 1700 }, (_, n) => n + 1));
  expect(new Set(receipts.map(({ receiptId }: { receiptId: string }) => receiptId)).size).toBe(1200);
  expect(new Set(outgoingReceipts.map(({ id }: { id: string }) => id)).size).toBe(1200);
  expect(outgoingReceipts).toHaveLength(1200);
});

const recordedExports = async () =>
  (await database.client.query(`SELECT "actorId", "merchantId" FROM "AuditEvent" WHERE action = 'merchant.exported'`))
    .rows;

test("a download is recorded for its user, and the refused second one is not", async () => {
  const first = await beginDownload(user);
  expect(await beginDownload(user)).toBeNull();
  await first?.cancel();
  expect(await recordedExports()).toEqual([{ actorId: user.id, merchantId: user.merchant.id }]);
});

test("a user has one download at a time, and the next one once it has ended, was left or fell silent", async () => {
  const first = await beginDownload(user);
  expect(first).not.toBeNull();
  expect(await beginDownload(user)).toBeNull();
  const other = await beginDownload(member);
  expect(other).not.toBeNull();
  await other?.cancel();

  expect(await new Response(first).json()).toHaveProperty("merchant");
  const second = await beginDownload(user);
  await second?.cancel();
  const third = await beginDownload(user);
  expect(third).not.toBeNull();

  // The lease expires, as after a crashed server or a stalled client.
  const fourth = await vi.waitFor(async () => {
    // Repeated, because the third download still renews its lease while it reads ahead.
    await database.client.query(`UPDATE "AccountDownload" SET "expiresAt" = now() - interval '1 second'`);
    return (await beginDownload(user)) ?? expect.fail("the third download still has its lease");
  });
  await expect(new Response(third).text()).rejects.toThrow("another download");
  expect(await new Response(fourth).json()).toHaveProperty("merchant");
  expect((await database.client.query(`SELECT FROM "AccountDownload"`)).rowCount).toBe(0);
});

test.for([
  ["was removed", `DELETE FROM "Member" WHERE "userId" = $1`],
  ["was disabled", `UPDATE "User" SET "disabledAt" = now() WHERE id = $1`],
  ["deleted the account", `DELETE FROM "User" WHERE id = $1`],
] as const)("the download of a member who %s breaks off", async ([, change]) => {
  const reader = await createMember(database, user.merchant, "READER");
  const download = await beginDownload(reader);
  await database.client.query(change, [reader.id]);
  await expect(new Response(download).text()).rejects.toThrow("may no longer read");
  await database.client.query(`DELETE FROM "Member" WHERE "userId" = $1`, [reader.id]);
});

test("a download that cannot begin keeps nobody waiting, and is not recorded", async () => {
  const before = await recordedExports();
  await expect(beginDownload({ ...user, merchant: stranger.merchant })).rejects.toThrow();
  expect(await recordedExports()).toEqual(before);
  const stream = await beginDownload(user);
  expect(stream).not.toBeNull();
  await stream?.cancel();
});

test.for([
  ["receipts", receipts],
  ["notifications", notifications],
  ["membership visits", membershipVisits],
] as const)("the %s of a connection that moves to another business during the export stay out", async ([, section]) => {
  const owner = await createOwner(database);
  const ids = [await addConnection(database, owner.merchant.id), await addConnection(database, owner.merchant.id)];
  for (const id of ids) {
    await database.client.query(`INSERT INTO "Receipt" ("receiptheroId", "receiptId") VALUES ($1, 'r-1')`, [id]);
    await database.client.query(
      `INSERT INTO "Notification" ("dedupeKey", type, "receiptheroId", payload) VALUES ($1, 'receipt_notification', $1, '{}')`,
      [id],
    );
    await database.client.query(
      `INSERT INTO "MembershipVisit" ("receiptheroId", "userId", "sessionId", "browserHash") VALUES ($1, $2, $3, 'browser-hash')`,
      [id, owner.id, owner.sessionId],
    );
  }
  const rows = section(owner.merchant.id);
  const first = await rows.next();
  expect(first.value).toHaveLength(1);
  await database.client.query(`UPDATE "Connection" SET "merchantId" = $1 WHERE "receiptheroId" = ANY ($2)`, [
    stranger.merchant.id,
    ids,
  ]);
  expect(await rows.next()).toMatchObject({ done: true });
});
