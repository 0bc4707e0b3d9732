import { connect } from "../fixtures/connect-over-http.ts";
import { signUpDirectly } from "../fixtures/sign-in.ts";
import type { Stack } from "../fixtures/stack.ts";
import { expect, test } from "../fixtures/test.ts";

// Notifications that ReceiptHero's documentation does not show: docs/receipthero-api.md section 2.1. The sandbox counts
// only a 200 as delivered.

const receiptsOf = (stack: Stack, id: string) =>
  stack.database.rows<{ receiptId: string; shopName: string | null; isReady: boolean }>(
    `SELECT "receiptId", "shopName", "readyAt" IS NOT NULL AS "isReady" FROM "Receipt" WHERE "receiptheroId" = $1`,
    [id],
  );

for (const [what, members, shopName] of [
  ["partner_metadata that is an array", { partner_metadata: [] }, "Kioski"],
  ["data that is a number", { data: 1 }, null],
  ["an empty merchant_name", { data: { merchant_name: "" } }, null],
  ["a merchant_name with a tab", { data: { merchant_name: "Kioski\tHelsinki" } }, null],
  ["a merchant_name that is too long", { data: { merchant_name: "x".repeat(2_000) } }, null],
] satisfies [string, Record<string, unknown>, string | null][]) {
  test(`a notification with ${what} is taken, and its receipt is announced`, async ({ context, stack }) => {
    await signUpDirectly(context, stack);
    const receipthero_id = await connect(context);
    const about = { receipthero_id, receipt_id: "r-1", merchant_name: "Kioski" };
    expect(await stack.sandbox.notify({ type: "transaction_notification", ...about, members })).toBe(200);
    await expect
      .poll(() => receiptsOf(stack, receipthero_id))
      .toEqual([{ receiptId: "r-1", shopName, isReady: false }]);
  });
}

test("a notification to the address with a slash at its end is taken", async ({ context, stack }) => {
  await signUpDirectly(context, stack);
  const receipthero_id = await connect(context);
  const about = { receipthero_id, receipt_id: "r-1", trailingSlash: true };
  expect(await stack.sandbox.notify({ type: "receipt_notification", ...about })).toBe(200);
  await expect.poll(() => receiptsOf(stack, receipthero_id)).toMatchObject([{ receiptId: "r-1", isReady: true }]);
});

test("a notification that brings the whole receipt along makes it ready, and the receipt is not kept", async ({
  context,
  stack,
}) => {
  await signUpDirectly(context, stack);
  const receipthero_id = await connect(context);
  const about = { receipthero_id, receipt_id: "r-1" };
  expect(await stack.sandbox.notify({ type: "full_receipt_notification", ...about })).toBe(200);
  await expect.poll(() => receiptsOf(stack, receipthero_id)).toMatchObject([{ receiptId: "r-1", isReady: true }]);
  const { kept } = await stack.database.row<{ kept: string }>(
    `SELECT notification_body(n)::text AS kept FROM "Notification" n WHERE "receiptheroId" = $1`,
    [receipthero_id],
  );
  expect(kept).not.toContain("receipt_json");
  expect(kept).not.toContain("Esimerkkikatu");
});
