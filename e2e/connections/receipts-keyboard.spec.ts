import type { Page } from "@playwright/test";
import { connect } from "../fixtures/connect-over-http.ts";
import { tabTo } from "../fixtures/keyboard.ts";
import { en, formatMessage } from "../fixtures/messages.ts";
import { makeReceipts } from "../fixtures/receipts.ts";
import { signUpDirectly } from "../fixtures/sign-in.ts";
import { expect, test } from "../fixtures/test.ts";

const { archive, filter } = en.receipts;

test("the list is filtered by keyboard, and the focus stays where it was", async ({ page, stack }) => {
  await signUpDirectly(page, stack);
  const id = await connect(page);
  await makeReceipts(stack, id, { a: { merchant_name: "Apteekki" }, b: { merchant_name: "Bensa-asema" } });
  await page.goto(`/connections/${id}/receipts`);
  const shops = page.getByRole("list", { name: en.receipts.title }).getByRole("listitem");
  const search = page.getByRole("search", { name: filter.title });
  const shop = page.getByLabel(filter.shop);

  await tabTo(page, shop);
  await page.keyboard.type("apteekki");
  await page.keyboard.press("Enter");
  await expect(shops).toHaveText([/Apteekki/]);
  await expect(shop).toBeFocused();

  await shop.fill("bensa");
  const submit = page.getByRole("button", { name: filter.submit });
  await tabTo(page, submit);
  await page.keyboard.press("Enter");
  await expect(shops).toHaveText([/Bensa-asema/]);
  await expect(submit).toBeFocused();

  await tabTo(page, page.getByRole("link", { name: filter.clear }));
  await page.keyboard.press("Enter");
  await expect(shops).toHaveCount(2);
  await expect(shop).toHaveValue("");
  // The link is gone, so the focus is on what was around it.
  await expect.poll(() => search.evaluate((form) => form.contains(document.activeElement))).toBe(true);
});

test("several receipts are downloaded by keyboard: the focus stays on the button, and the result is announced once", async ({
  page,
  stack,
}) => {
  await signUpDirectly(page, stack);
  const id = await connect(page);
  const ids = Array.from({ length: 20 }, (_, index) => `r-${index}`);
  await makeReceipts(stack, id, Object.fromEntries(ids.map((receiptId) => [receiptId, {}])));
  await stack.sandbox.setFault("receipts", "500", 10);
  await page.goto(`/connections/${id}/receipts`);

  await tabTo(page, page.locator("summary"));
  await page.keyboard.press("Enter");
  await tabTo(page, page.getByLabel(archive.format));
  await page.keyboard.press("ArrowDown");
  const submit = page.getByRole("button", { name: archive.submit });
  await tabTo(page, submit);
  const said = await listen(page);
  const download = page.waitForEvent("download");
  await page.keyboard.press("Enter");
  // A second press does not disturb the first one.
  await page.keyboard.press("Enter");
  await (await download).path();

  const result = formatMessage(archive.finished, { given: 18, total: 20 });
  await expect(page.getByRole("status").filter({ hasText: result })).toContainText("2 receipts");
  await expect(submit).toBeFocused();
  await expect(submit).toHaveAttribute("aria-disabled", "false");
  const announced = await said();
  expect(announced.filter((text) => text.includes(result))).toHaveLength(1);
  expect(new Set(announced).size).toBe(announced.length);
  expect(page.url()).not.toContain("archive=");
});

test("a receipt is opened, downloaded and left by keyboard", async ({ page, stack }) => {
  await signUpDirectly(page, stack);
  const id = await connect(page, { label: "Torikatu" });
  await makeReceipts(stack, id, { "r-1": { merchant_name: "Apteekki" } });
  await page.goto(`/connections/${id}/receipts`);
  await tabTo(page, page.getByRole("link", { name: "Apteekki" }));
  await page.keyboard.press("Enter");
  await page.waitForURL(`/connections/${id}/receipts/r-1`);
  for (const name of Object.values(en.receipts.page.download)) {
    const button = page.getByRole("button", { name });
    await tabTo(page, button);
    const download = page.waitForEvent("download");
    await page.keyboard.press("Enter");
    await (await download).path();
    await expect(button).toBeFocused();
  }
  const back = page.getByRole("link", { name: formatMessage(en.receipts.page.backToAll, { label: "Torikatu" }) });
  await tabTo(page, back, 60, "Shift+Tab");
  await page.keyboard.press("Enter");
  await page.waitForURL(`/connections/${id}/receipts`);
});

/** Records what the page's live region for a download says. @returns gives all of it, in order */
async function listen(page: Page): Promise<() => Promise<string[]>> {
  const said: string[] = [];
  await page.exposeFunction("heard", (text: string) => void said.push(text));
  await page.locator("details [role=status]").evaluate((region) => {
    const heard = (window as unknown as { heard: (text: string) => void }).heard;
    new MutationObserver(() => region.textContent && heard(region.textContent)).observe(region, {
      childList: true,
      characterData: true,
      subtree: true,
    });
  });
  return async () => said;
}
