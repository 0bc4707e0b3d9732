import fc from "fast-check";
import { anyHeroJson, worstHeroJson } from "../../test/any-hero-json.ts";
import { connect } from "../fixtures/connect-over-http.ts";
import { tokenOf } from "../fixtures/disconnecting.ts";
import { seeNothingBeside } from "../fixtures/overflow.ts";
import { makeReceipts } from "../fixtures/receipts.ts";
import { signUpDirectly } from "../fixtures/sign-in.ts";
import { expect, test } from "../fixtures/test.ts";

/** The largest document, in bytes. */
const MOST_BYTES = 64 * 1024;

test("no JSON of at most 64 KB makes the page fail, reach beside the screen or print a token", async ({
  page,
  stack,
}) => {
  test.slow();
  await page.setViewportSize({ width: 390, height: 844 });
  await signUpDirectly(page, stack);
  const id = await connect(page);
  const token = tokenOf(await stack.sandbox.state(), id);
  let shown = 0;
  let number = 0;
  const see = async (content: unknown) => {
    if (Buffer.byteLength(JSON.stringify(content)) > MOST_BYTES) return;
    const receiptId = `any-${number++}`;
    await makeReceipts(stack, id, { [receiptId]: { content } });
    const response = await page.goto(`/connections/${id}/receipts/${receiptId}`);
    expect(response?.status()).toBe(200);
    await expect(page.getByRole("heading", { level: 1 })).toHaveCount(1);
    shown += await page.getByRole("article").count();
    await seeNothingBeside(page);
    expect(await page.content()).not.toContain(token);
  };
  for (const document of worstHeroJson(token)) await see(document);
  await fc.assert(fc.asyncProperty(anyHeroJson(token), see), { numRuns: 40, endOnFailure: true });
  expect(shown).toBeGreaterThan(10);
});
