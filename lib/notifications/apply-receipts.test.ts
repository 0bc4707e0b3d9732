import { expect } from "vitest";
import { processPending } from "@/lib/notifications/process";
import { announce, ready, receive, test } from "@/test/notifications";

test("a receipt is announced, then ready, in whichever order that comes", async ({ row, receipts, kept, connect }) => {
  const id = await connect();
  await announce(id, "r1", "Kahvila Aamu");
  await processPending();
  expect(await receipts(id)).toMatchObject([
    { shopName: "Kahvila Aamu", announcedAt: expect.any(Date), readyAt: null },
  ]);
  await ready(id, "r1");
  await ready(id, "r2");
  await processPending();
  await announce(id, "r2");
  await processPending();
  expect(await receipts(id)).toMatchObject([
    { receiptId: "r1", shopName: "Kahvila Aamu", announcedAt: expect.any(Date), readyAt: expect.any(Date) },
    { receiptId: "r2", shopName: "Kioski", announcedAt: expect.any(Date), readyAt: expect.any(Date) },
  ]);
  expect((await row(id)).lastNotificationAt).toBeInstanceOf(Date);
  expect((await kept()).map(({ state, result }) => [state, result])).toEqual(Array(4).fill(["DONE", "applied"]));
});

test.for([
  ["", null],
  ["  ", null],
  ["Kioski\tHelsinki", null],
  ["\u202eiksoiK", null],
  ["\u3164", null],
  ["x".repeat(501), null],
  [7, null],
  [{ a: "b" }, null],
  ["x".repeat(500), "x".repeat(500)],
  ["Kahvila Ähtäri ☕", "Kahvila Ähtäri ☕"],
])(
  "the shop's name %j becomes %j, and the receipt is there",
  async ([merchant_name, shopName], { receipts, kept, connect }) => {
    const id = await connect();
    await receive("transaction_notification", id, "r1", { data: { merchant_name }, partner_metadata: [] });
    await processPending();
    expect(await receipts(id)).toMatchObject([{ receiptId: "r1", shopName, announcedAt: expect.any(Date) }]);
    expect(await kept()).toMatchObject([{ state: "DONE", result: "applied" }]);
  },
);
