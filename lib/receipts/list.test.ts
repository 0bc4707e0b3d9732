import { expect } from "vitest";
import { decodeCursor } from "@/lib/db/keyset";
import { fetchReceiptContent } from "@/lib/receipts/fetch-content";
import { fetchFile } from "@/lib/receipts/fetch-file";
import { NO_FILTER, readReceiptFilter } from "@/lib/receipts/filter";
import { getReceiptSummary } from "@/lib/receipts/get-summary";
import { listReceipts, RECEIPT_ORDER } from "@/lib/receipts/list";
import { control } from "@/sandbox/testing";
import { connect } from "@/test/connect";
import { addReceipt, makeReceipt, SHOP, test } from "@/test/receipts";

test("the list tells each receipt's state", async ({ database, user, id }) => {
  await addReceipt(database, id, "read");
  await database.client.query(`UPDATE "Receipt" SET "fetchedAt" = now()`);
  await addReceipt(database, id, "ready", { seen: "now() - interval '1 minute'", due: "now() - interval '1 minute'" });
  await addReceipt(database, id, "announced", {
    seen: "now() - interval '2 minutes'",
    ready: false,
    due: "now() + interval '1 hour'",
  });
  await addReceipt(database, id, "overdue", {
    seen: "now() - interval '3 minutes'",
    ready: false,
    due: "now() - interval '1 minute'",
  });
  const { receipts, next } = await listReceipts(user, id, NO_FILTER, null, 10);
  expect(receipts.map(({ receiptId, state }) => [receiptId, state])).toEqual(
    ["read", "ready", "announced", "overdue"].map((state) => [state, state]),
  );
  expect(receipts[0]).toEqual({ receiptId: "read", shopName: SHOP, state: "read", firstSeenAt: expect.any(Date) });
  for (const { receiptId, state } of receipts) {
    expect(await getReceiptSummary(user, id, receiptId), "a receipt's own page says the same").toMatchObject({ state });
  }
  expect(next).toBeNull();
});

test("a refused receipt is listed as refused, until it is read or the connection is granted again", async ({
  database,
  sandbox,
  user,
  id,
}) => {
  const state = async () => (await listReceipts(user, id, NO_FILTER, null, 10)).receipts.map((one) => one.state);
  await makeReceipt(database, sandbox, id);
  await control(sandbox, "PUT", "/faults", { endpoint: "receipts", fault: "wrong-key" });
  await expect(fetchReceiptContent(user, id, "r-1")).rejects.toMatchObject({ code: "receipt_refused" });
  expect(await state()).toEqual(["refused"]);
  await database.client.query(`UPDATE "Connection" SET "tokenIssuedAt" = now() + interval '1 minute'`);
  expect(await state()).toEqual(["ready"]);
  await database.client.query(`UPDATE "Connection" SET "tokenIssuedAt" = NULL`);
  await control(sandbox, "DELETE", "/faults");
  await fetchFile(user, id, "r-1", "pdf", AbortSignal.timeout(5_000));
  expect(await state()).toEqual(["read"]);
});

test("the list is filtered by the shop's name and by the days of arrival", async ({ database, user, id }) => {
  for (const [receiptId, shop, seen] of [
    ["first", "Kahvila 100%", new Date("2026-03-01T00:00:00.000+02:00")],
    ["second", "KAHVILA 100", new Date("2026-03-01T23:59:00.000+02:00")],
    ["third", null, new Date("2026-03-02T00:00:00.000+02:00")],
  ] as const) {
    await addReceipt(database, id, receiptId);
    await database.client.query(`UPDATE "Receipt" SET "shopName" = $1, "firstSeenAt" = $2 WHERE "receiptId" = $3`, [
      shop,
      seen,
      receiptId,
    ]);
  }
  const list = async (query: { shop?: unknown; from?: unknown; to?: unknown }) => {
    return (await listReceipts(user, id, readReceiptFilter(query, "Europe/Helsinki"), null, 10)).receipts.map(
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

test("a shop whose name nobody can see, or that turns the direction, has none", async ({ database, user, id }) => {
  await addReceipt(database, id, "seen");
  for (const [receiptId, shop] of [
    ["unseen", "\u3164"],
    ["turned", "Kauppa\u202Eapuak"],
  ]) {
    await addReceipt(database, id, receiptId ?? "");
    await database.client.query(`UPDATE "Receipt" SET "shopName" = $1 WHERE "receiptId" = $2`, [shop, receiptId]);
  }
  const { receipts } = await listReceipts(user, id, NO_FILTER, null, 10);
  const names = Object.fromEntries(receipts.map(({ receiptId, shopName }) => [receiptId, shopName]));
  expect(names).toEqual({ seen: SHOP, unseen: null, turned: null });
  expect((await getReceiptSummary(user, id, "unseen"))?.shopName).toBeNull();
});

test("page after page shows each receipt once, also those of the same moment", async ({
  database,
  sandbox,
  user,
  id,
  rows,
}) => {
  const another = await connect(sandbox, user, { account: "acc-mikko" });
  await addReceipt(database, another, "of another connection");
  for (let number = 0; number < 25; number++) {
    await addReceipt(database, id, `r-${number} ~ä/`, {
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
