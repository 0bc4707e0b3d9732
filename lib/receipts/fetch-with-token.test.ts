import { expect, onTestFinished } from "vitest";
import { disconnectConnection } from "@/lib/connections/disconnect/disconnect";
import type { Owner } from "@/lib/principal";
import { fetchReceiptContent } from "@/lib/receipts/fetch-content";
import { fetchFile } from "@/lib/receipts/fetch-file";
import { fetchWithToken } from "@/lib/receipts/fetch-with-token";
import { NO_FILTER } from "@/lib/receipts/filter";
import { getReceiptSummary } from "@/lib/receipts/get-summary";
import { listReceipts } from "@/lib/receipts/list";
import { dump } from "@/test/database";
import { createOwner } from "@/test/factories";
import { addReceipt, fetchedAt, makeReceipt, SHOP, test, tokenEvents } from "@/test/receipts";

test("a ready receipt is opened and downloaded, and the first time is noted", async ({
  database,
  sandbox,
  user,
  id,
}) => {
  await makeReceipt(database, sandbox, id);
  expect(await fetchedAt(database, id, "r-1")).toBeNull();
  const receipt = await fetchReceiptContent(user, id, "r-1");
  expect(receipt.shop.name).toBe(SHOP);
  const first = await fetchedAt(database, id, "r-1");
  expect(first).toBeInstanceOf(Date);

  const pdf = await fetchFile(user, id, "r-1", "pdf", AbortSignal.timeout(5_000));
  expect(Buffer.from(pdf).toString("latin1")).toContain(SHOP);
  expect(await fetchedAt(database, id, "r-1")).toEqual(first);
  expect(await tokenEvents(database, id)).toEqual([]);
});

test("of what a receipt says nothing is kept but the shop", async ({ database, sandbox, user, id }) => {
  await makeReceipt(database, sandbox, id);
  const { lines, note } = await fetchReceiptContent(user, id, "r-1");
  await fetchFile(user, id, "r-1", "pdf", AbortSignal.timeout(5_000));
  const kept = await dump(database);
  // Words instead of numbers, which ids and hashes may contain by chance.
  for (const text of [...lines.map(({ name }) => name), note, "Esimerkkikatu"]) {
    expect(kept).not.toContain(text);
  }
});

test("only a ready receipt of an own, active connection that may read receipts is asked for", async ({
  database,
  sandbox,
  user,
  id,
}) => {
  await makeReceipt(database, sandbox, id);
  await addReceipt(database, id, "announced", { ready: false });
  const stranger = await createOwner(database);
  const asked: string[] = [];
  const read = (who: Owner, receiptheroId: string, receiptId: string) =>
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
  expect(await getReceiptSummary(user, id, "announced")).toMatchObject({ access: "granted", state: "announced" });

  await database.client.query(`UPDATE "Connection" SET scopes = '{receipt:write}' WHERE "receiptheroId" = $1`, [id]);
  await expect(read(user, id, "r-1")).rejects.toMatchObject(refused);
  expect(await getReceiptSummary(user, id, "r-1")).toMatchObject({ access: "notGranted", state: "ready" });

  await database.client.query(`UPDATE "Connection" SET scopes = '{receipt:read}' WHERE "receiptheroId" = $1`, [id]);
  await disconnectConnection(user, id);
  await expect(read(user, id, "r-1")).rejects.toMatchObject(refused);
  expect(await getReceiptSummary(user, id, "r-1")).toMatchObject({ access: "inactive" });
  expect(asked).toEqual([]);
});

test("a receipt without a shop is given the name that its content has, and no other", async ({
  database,
  sandbox,
  user,
  id,
}) => {
  const shopName = async () => (await getReceiptSummary(user, id, "r-1"))?.shopName;
  await makeReceipt(database, sandbox, id);
  await database.client.query(`UPDATE "Receipt" SET "shopName" = 'Known'`);
  await fetchReceiptContent(user, id, "r-1");
  expect(await shopName()).toBe("Known");
  await database.client.query(`UPDATE "Receipt" SET "shopName" = NULL`);
  await fetchReceiptContent(user, id, "r-1");
  expect(await shopName()).toBe(SHOP);
});

test("a receipt that was fetched is shown, though the database cannot note it", async ({
  database,
  sandbox,
  user,
  id,
}) => {
  await makeReceipt(database, sandbox, id);
  await database.client.query(`ALTER TABLE "Receipt" ADD CONSTRAINT broken CHECK ("fetchedAt" IS NULL) NOT VALID`);
  onTestFinished(async () => void (await database.client.query(`ALTER TABLE "Receipt" DROP CONSTRAINT broken`)));
  expect((await fetchReceiptContent(user, id, "r-1")).shop.name).toBe(SHOP);
  expect(await fetchedAt(database, id, "r-1")).toBeNull();
});
