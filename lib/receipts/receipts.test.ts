import fc from "fast-check";
import { beforeEach, expect, onTestFinished } from "vitest";
import { disconnectConnection } from "@/lib/connections/disconnect/disconnect";
import { seal, unseal } from "@/lib/crypto/seal";
import { decodeCursor } from "@/lib/db/keyset";
import type { MerchantUser } from "@/lib/principal";
import { fetchReceipt } from "@/lib/receipthero/receipt";
import { fetchReceiptContent } from "@/lib/receipts/fetch-content";
import { fetchFile } from "@/lib/receipts/fetch-file";
import { fetchWithToken } from "@/lib/receipts/fetch-with-token";
import { fileName, isFileFormat } from "@/lib/receipts/file-formats";
import { NO_FILTER, readReceiptFilter } from "@/lib/receipts/filter";
import { getReceiptSummary } from "@/lib/receipts/get-summary";
import { listReceipts, RECEIPT_ORDER } from "@/lib/receipts/list";
import type { Sandbox } from "@/sandbox/start";
import { control, revokeToken } from "@/sandbox/testing";
import { connect } from "@/test/connect";
import { createMerchantUser, dump, type TestDatabase } from "@/test/database";
import { test } from "@/test/fixtures";

const SHOP = "Kahvila Esimerkki Oy";

let database: TestDatabase;
let sandbox: Sandbox;
let user: MerchantUser;
let id: string;

test.beforeAll(({ database: ownDatabase, sandbox: ownSandbox }) => {
  database = ownDatabase;
  sandbox = ownSandbox;
});
beforeEach(async () => {
  await control(sandbox, "POST", "/reset", {});
  // The tokens of earlier tests are dead, and must not be used for comparison.
  await database.client.query(`UPDATE "Connection" SET scopes = '{}'`);
  user = await createMerchantUser(database);
  id = await connect(sandbox, user);
});

const rows = async (sql: string, values: unknown[] = []) => (await database.client.query(sql, values)).rows;
const connection = async (which = id) =>
  (await rows(`SELECT * FROM "Connection" WHERE "receiptheroId" = $1`, [which]))[0];
const fetchedAt = async (receiptId: string) =>
  (await rows(`SELECT "fetchedAt" FROM "Receipt" WHERE "receiptId" = $1 AND "receiptheroId" = $2`, [receiptId, id]))[0]
    ?.fetchedAt;
const actions = async (which = id) =>
  (await rows(`SELECT action, "actorType" FROM "AuditEvent" WHERE "receiptheroId" = $1 ORDER BY id`, [which]))
    .map(({ action, actorType }) => `${action} ${actorType}`)
    .filter((event) => event.includes("authorized"));
const token = async () => unseal((await connection()).sealedToken, id);

/** Adds a receipt as notifications store it here. */
async function addReceipt(receiptId: string, { ready = true, seen = "now()", due = "NULL", where = id } = {}) {
  await database.client.query(
    `INSERT INTO "Receipt" ("receiptheroId", "receiptId", "shopName", "firstSeenAt", "announcedAt", "dueAt", "readyAt")
     VALUES ($1, $2, $3, ${seen}, ${seen}, ${due}, ${ready ? seen : "NULL"})`,
    [where, receiptId, SHOP],
  );
}

/** Adds another merchant's connection, whose token shows how ReceiptHero answers a valid one. */
async function addWitness(): Promise<void> {
  await connect(sandbox, await createMerchantUser(database), { account: "acc-linnea" });
}

/** Creates a receipt at ReceiptHero, and stores it here. */
async function makeReceipt(receiptId = "r-1"): Promise<void> {
  const about = { receipthero_id: id, receipt_id: receiptId, merchant_name: SHOP };
  await control(sandbox, "POST", "/webhooks", { type: "receipt_notification", ...about });
  await addReceipt(receiptId);
}

test("a ready receipt is opened and downloaded, and the first time is noted", async () => {
  await makeReceipt();
  expect(await fetchedAt("r-1")).toBeNull();
  const receipt = await fetchReceiptContent(user, id, "r-1");
  expect(receipt.shop.name).toBe(SHOP);
  const first = await fetchedAt("r-1");
  expect(first).toBeInstanceOf(Date);

  const pdf = await fetchFile(user, id, "r-1", "pdf");
  expect(Buffer.from(pdf).toString("latin1")).toContain(SHOP);
  expect(await fetchedAt("r-1")).toEqual(first);
  expect(await actions()).toEqual([]);
});

test("of what a receipt says nothing is kept but the shop", async () => {
  await makeReceipt();
  const { lines, note } = await fetchReceiptContent(user, id, "r-1");
  await fetchFile(user, id, "r-1", "pdf");
  const kept = await dump(database);
  // Words instead of numbers, which ids and hashes may contain by chance.
  for (const text of [...lines.map(({ name }) => name), note, "Esimerkkikatu"]) {
    expect(kept).not.toContain(text);
  }
});

test("only a ready receipt of an own, active connection that may read receipts is asked for", async () => {
  await makeReceipt();
  await addReceipt("announced", { ready: false });
  const stranger = await createMerchantUser(database);
  const asked: string[] = [];
  const read = (who: MerchantUser, receiptheroId: string, receiptId: string) =>
    fetchWithToken(who, receiptheroId, receiptId, async () => asked.push(receiptId));
  const refused = { code: "not_found" };

  await expect(read(stranger, id, "r-1")).rejects.toMatchObject(refused);
  expect(await getReceiptSummary(stranger, id, "r-1")).toBeNull();
  expect((await listReceipts(stranger, id, NO_FILTER, null, 10)).receipts).toEqual([]);

  for (const [receiptheroId, receiptId] of [
    [id, "announced"],
    [id, "r-2"],
    [id, ""],
    [id, "r-1\0"],
    [id, "x".repeat(256)],
    ["another", "r-1"],
    ["a b", "r-1"],
  ] as const) {
    await expect(read(user, receiptheroId, receiptId)).rejects.toMatchObject(refused);
  }
  expect(await getReceiptSummary(user, id, "announced")).toMatchObject({ access: "granted", isReady: false });

  await database.client.query(`UPDATE "Connection" SET scopes = '{receipt:write}' WHERE "receiptheroId" = $1`, [id]);
  await expect(read(user, id, "r-1")).rejects.toMatchObject(refused);
  expect(await getReceiptSummary(user, id, "r-1")).toMatchObject({ access: "notGranted", isReady: true });

  await database.client.query(`UPDATE "Connection" SET scopes = '{receipt:read}' WHERE "receiptheroId" = $1`, [id]);
  await disconnectConnection(user, id);
  await expect(read(user, id, "r-1")).rejects.toMatchObject(refused);
  expect(await getReceiptSummary(user, id, "r-1")).toMatchObject({ access: "inactive" });
  expect(asked).toEqual([]);
});

test.each(["wrong-key", "dead-404"])(
  "a refusal that proves nothing (%s) is said, and leaves the connection as it was",
  async (fault) => {
    await addWitness();
    await makeReceipt();
    if (fault === "dead-404") await revokeToken(sandbox, await token());
    await control(sandbox, "PUT", "/faults", { endpoint: "receipts", fault });
    const code = fault === "wrong-key" ? "receipt_refused" : "receipt_gone";
    await expect(fetchReceiptContent(user, id, "r-1")).rejects.toMatchObject({ code });
    expect(await connection()).toMatchObject({ status: "ACTIVE", health: "healthy", unauthorizedSince: null });
    expect(await actions()).toEqual([]);
  },
);

test("a refused token with no other connection to compare it with is not called dead", async () => {
  await makeReceipt();
  await revokeToken(sandbox, await token());
  await expect(fetchReceiptContent(user, id, "r-1")).rejects.toMatchObject({ code: "receipt_refused" });
  expect(await connection()).toMatchObject({ status: "ACTIVE", health: "healthy" });
});

test.each(["401", "dead-403"])(
  "a dead token that has read a receipt and gets %s is known to be dead",
  async (fault) => {
    await addWitness();
    await makeReceipt();
    await fetchReceiptContent(user, id, "r-1");
    await revokeToken(sandbox, await token());
    if (fault === "dead-403") await control(sandbox, "PUT", "/faults", { endpoint: "receipts", fault });
    await expect(fetchReceiptContent(user, id, "r-1")).rejects.toMatchObject({ code: "receipt_unauthorized" });
    expect(await connection()).toMatchObject({
      status: "ACTIVE",
      health: "unauthorized",
      unauthorizedReason: "refused",
    });
  },
);

test("a token that never read and gets 403 is not called dead: ReceiptHero may have granted less", async () => {
  await addWitness();
  await makeReceipt();
  await revokeToken(sandbox, await token());
  await control(sandbox, "PUT", "/faults", { endpoint: "receipts", fault: "dead-403" });
  await expect(fetchReceiptContent(user, id, "r-1")).rejects.toMatchObject({ code: "receipt_refused" });
  expect(await connection()).toMatchObject({ status: "ACTIVE", health: "healthy" });
});

test("a fetched receipt notes at most once an hour that the token was accepted", async () => {
  await makeReceipt();
  const acceptedAt = async () => (await connection()).tokenAcceptedAt;
  await fetchReceiptContent(user, id, "r-1");
  expect(await connection()).toMatchObject({ readProven: true });
  const first = await acceptedAt();
  await fetchReceiptContent(user, id, "r-1");
  expect(await acceptedAt()).toEqual(first);
  await rows(`UPDATE "Connection" SET "tokenAcceptedAt" = now() - interval '2 hours' WHERE "receiptheroId" = $1`, [id]);
  await fetchReceiptContent(user, id, "r-1");
  expect((await acceptedAt()).getTime()).toBeGreaterThanOrEqual(first.getTime());
});

test("a refusal makes the connection unauthorized, and is noted once, however often it is met", async () => {
  await addWitness();
  await makeReceipt();
  await revokeToken(sandbox, await token());
  await Promise.all(
    Array.from({ length: 5 }, () =>
      expect(fetchReceiptContent(user, id, "r-1")).rejects.toMatchObject({ code: "receipt_unauthorized" }),
    ),
  );
  const ailing = await connection();
  expect(ailing).toMatchObject({
    status: "ACTIVE",
    health: "unauthorized",
    unauthorizedReason: "refused",
    unauthorizedSince: expect.any(Date),
  });
  expect(await fetchedAt("r-1")).toBeNull();

  await expect(fetchFile(user, id, "r-1", "pdf")).rejects.toMatchObject({ code: "receipt_unauthorized" });
  expect((await connection()).unauthorizedSince).toEqual(ailing.unauthorizedSince);
  expect(await actions()).toEqual(["connection.unauthorized SYSTEM"]);
});

test("a receipt that ReceiptHero gives shows that all is well again", async () => {
  await makeReceipt();
  await database.client.query(
    `UPDATE "Connection" SET "unauthorizedSince" = now() - interval '1 day', "unauthorizedReason" = 'revocation_unclear'
      WHERE "receiptheroId" = $1`,
    [id],
  );
  await Promise.all([fetchReceiptContent(user, id, "r-1"), fetchReceiptContent(user, id, "r-1")]);
  expect(await connection()).toMatchObject({ health: "healthy", unauthorizedSince: null, unauthorizedReason: null });
  expect(await actions()).toEqual(["connection.authorized SYSTEM"]);
});

test("a doubt that a refusal confirms is as old as it was, and no news", async () => {
  await addWitness();
  await makeReceipt();
  await revokeToken(sandbox, await token());
  await database.client.query(
    `UPDATE "Connection" SET "unauthorizedSince" = now() - interval '1 day', "unauthorizedReason" = 'revocation_unclear'
      WHERE "receiptheroId" = $1`,
    [id],
  );
  const { unauthorizedSince } = await connection();
  await expect(fetchReceiptContent(user, id, "r-1")).rejects.toThrow();
  expect(await connection()).toMatchObject({ unauthorizedSince, unauthorizedReason: "refused" });
  expect(await actions()).toEqual([]);
});

test("an answer to a replaced token says nothing about the new one", async () => {
  await addWitness();
  await makeReceipt();
  const replaceToken = () =>
    database.client.query(`UPDATE "Connection" SET "sealedToken" = $1 WHERE "receiptheroId" = $2`, [
      seal("another token", id),
      id,
    ]);
  await revokeToken(sandbox, await token());
  const used = await token();
  await expect(
    fetchWithToken(user, id, "r-1", async (accessToken) => {
      expect(accessToken).toBe(used);
      await replaceToken();
      return fetchReceipt(accessToken, "r-1", 5_000);
    }),
  ).rejects.toMatchObject({ code: "receipt_unauthorized" });
  expect(await connection()).toMatchObject({ health: "healthy", unauthorizedSince: null });

  await database.client.query(
    `UPDATE "Connection" SET "unauthorizedSince" = now(), "unauthorizedReason" = 'refused' WHERE "receiptheroId" = $1`,
    [id],
  );
  await fetchWithToken(user, id, "r-1", replaceToken);
  expect(await connection()).toMatchObject({ health: "unauthorized" });
  expect(await actions()).toEqual([]);
});

test("an answer that is no refusal leaves the connection unchanged", async () => {
  await makeReceipt();
  await addReceipt("gone");
  await expect(fetchReceiptContent(user, id, "gone")).rejects.toMatchObject({ code: "receipt_gone" });
  for (const fault of ["500", "html", "redirect"]) {
    await control(sandbox, "PUT", "/faults", { endpoint: "receipts", fault });
    await expect(fetchReceiptContent(user, id, "r-1")).rejects.toThrow();
  }
  expect(await connection()).toMatchObject({ health: "healthy", unauthorizedSince: null });
  expect([await fetchedAt("gone"), await fetchedAt("r-1")]).toEqual([null, null]);
});

test("a receipt that was fetched is shown, though the database cannot note it", async () => {
  await makeReceipt();
  await database.client.query(`ALTER TABLE "Receipt" ADD CONSTRAINT broken CHECK ("fetchedAt" IS NULL) NOT VALID`);
  onTestFinished(async () => void (await database.client.query(`ALTER TABLE "Receipt" DROP CONSTRAINT broken`)));
  expect((await fetchReceiptContent(user, id, "r-1")).shop.name).toBe(SHOP);
  expect(await fetchedAt("r-1")).toBeNull();
});

test("the list tells each receipt's state", async () => {
  await addReceipt("read");
  await database.client.query(`UPDATE "Receipt" SET "fetchedAt" = now()`);
  await addReceipt("ready", { seen: "now() - interval '1 minute'", due: "now() - interval '1 minute'" });
  await addReceipt("announced", {
    seen: "now() - interval '2 minutes'",
    ready: false,
    due: "now() + interval '1 hour'",
  });
  await addReceipt("overdue", {
    seen: "now() - interval '3 minutes'",
    ready: false,
    due: "now() - interval '1 minute'",
  });
  const { receipts, next } = await listReceipts(user, id, NO_FILTER, null, 10);
  expect(receipts.map(({ receiptId, state }) => [receiptId, state])).toEqual(
    ["read", "ready", "announced", "overdue"].map((state) => [state, state]),
  );
  expect(receipts[0]).toEqual({ receiptId: "read", shopName: SHOP, state: "read", firstSeenAt: expect.any(Date) });
  expect(next).toBeNull();
});

test("a refused receipt is listed as refused, until it is read or the connection is granted again", async () => {
  const state = async () => (await listReceipts(user, id, NO_FILTER, null, 10)).receipts.map((one) => one.state);
  await makeReceipt();
  await control(sandbox, "PUT", "/faults", { endpoint: "receipts", fault: "wrong-key" });
  await expect(fetchReceiptContent(user, id, "r-1")).rejects.toMatchObject({ code: "receipt_refused" });
  expect(await state()).toEqual(["refused"]);
  await database.client.query(`UPDATE "Connection" SET "tokenIssuedAt" = now() + interval '1 minute'`);
  expect(await state()).toEqual(["ready"]);
  await database.client.query(`UPDATE "Connection" SET "tokenIssuedAt" = NULL`);
  await control(sandbox, "DELETE", "/faults");
  await fetchFile(user, id, "r-1", "pdf");
  expect(await state()).toEqual(["read"]);
});

test("a receipt without a shop is given the name that its content has, and no other", async () => {
  const shopName = async () => (await getReceiptSummary(user, id, "r-1"))?.shopName;
  await makeReceipt();
  await database.client.query(`UPDATE "Receipt" SET "shopName" = 'Known'`);
  await fetchReceiptContent(user, id, "r-1");
  expect(await shopName()).toBe("Known");
  await database.client.query(`UPDATE "Receipt" SET "shopName" = NULL`);
  await fetchReceiptContent(user, id, "r-1");
  expect(await shopName()).toBe(SHOP);
});

test("the list is filtered by the shop's name and by the days of arrival", async () => {
  for (const [receiptId, shop, seen] of [
    ["first", "Kahvila 100%", new Date(2026, 2, 1, 0, 0)],
    ["second", "KAHVILA 100", new Date(2026, 2, 1, 23, 59)],
    ["third", null, new Date(2026, 2, 2, 0, 0)],
  ] as const) {
    await addReceipt(receiptId);
    await database.client.query(`UPDATE "Receipt" SET "shopName" = $1, "firstSeenAt" = $2 WHERE "receiptId" = $3`, [
      shop,
      seen,
      receiptId,
    ]);
  }
  const list = async (query: { shop?: unknown; from?: unknown; to?: unknown }) => {
    return (await listReceipts(user, id, readReceiptFilter(query), null, 10)).receipts.map(
      ({ receiptId }) => receiptId,
    );
  };
  expect(await list({})).toEqual(["third", "second", "first"]);
  expect(await list({ shop: " kahvila " })).toEqual(["second", "first"]);
  expect(await list({ shop: "0%" })).toEqual(["first"]);
  expect(await list({ from: "2026-03-02" })).toEqual(["third"]);
  expect(await list({ from: "2026-03-01", to: "2026-03-01" })).toEqual(["second", "first"]);
  expect(await list({ from: "2026-02-30", to: ["2026-03-01"], shop: ["x"] })).toHaveLength(3);
  expect(await list({ from: "0001-01-01", to: "9999-12-31" })).toHaveLength(3);
});

test("a shop whose name nobody can see, or that turns the direction, has none", async () => {
  await addReceipt("seen");
  for (const [receiptId, shop] of [
    ["unseen", "\u3164"],
    ["turned", "Kauppa\u202Eapuak"],
  ]) {
    await addReceipt(receiptId ?? "");
    await database.client.query(`UPDATE "Receipt" SET "shopName" = $1 WHERE "receiptId" = $2`, [shop, receiptId]);
  }
  const { receipts } = await listReceipts(user, id, NO_FILTER, null, 10);
  const names = Object.fromEntries(receipts.map(({ receiptId, shopName }) => [receiptId, shopName]));
  expect(names).toEqual({ seen: SHOP, unseen: null, turned: null });
  expect((await getReceiptSummary(user, id, "unseen"))?.shopName).toBeNull();
});

test("page after page shows each receipt once, also those of the same moment", async () => {
  const another = await connect(sandbox, user, { account: "acc-mikko" });
  await addReceipt("of another connection", { where: another });
  for (let number = 0; number < 25; number++) {
    await addReceipt(`r-${number} ~ä/`, {
      seen: `date_trunc('day', now()) - ${Math.floor(number / 10)} * interval '1 second'`,
    });
  }
  const seen: string[] = [];
  let after = null;
  do {
    const page = await listReceipts(user, id, NO_FILTER, after, 4);
    seen.push(...page.receipts.map(({ receiptId }) => receiptId));
    after = decodeCursor(RECEIPT_ORDER, page.next);
  } while (after);
  expect(seen).toHaveLength(25);
  expect(new Set(seen).size).toBe(25);
  const kept = await rows(
    `SELECT "receiptId" FROM "Receipt" WHERE "receiptheroId" = $1 ORDER BY "firstSeenAt" DESC, "receiptId"`,
    [id],
  );
  expect(seen).toEqual(kept.map(({ receiptId }) => receiptId));
});

test("a file's name is harmless, whatever the receipt is called", () => {
  expect(fileName("93d22d66-f4bd", "pdf")).toBe("receipt-93d22d66-f4bd.pdf");
  expect(fileName("93d22d66-f4bd", "finvoice-xml")).toBe("receipt-93d22d66-f4bd-finvoice.xml");
  expect(fileName('../"; \r\nx: y', "finvoice-pdf")).toBe("receipt-x-y-finvoice.pdf");
  expect(fileName("ä", "pdf")).toBe("receipt.pdf");
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), (receiptId) => {
      expect(fileName(receiptId, "pdf")).toMatch(/^receipt(-[A-Za-z0-9]+)*-?\.pdf$/);
    }),
  );
  expect(["pdf", "constructor", "", undefined, "hero_pdf"].map(isFileFormat)).toEqual([
    true,
    false,
    false,
    false,
    false,
  ]);
});
