import { readFile } from "node:fs/promises";
import { unzipSync } from "fflate";
import { checkAccessibility } from "../fixtures/accessibility.ts";
import { connect } from "../fixtures/connect-over-http.ts";
import { en, formatMessage } from "../fixtures/messages.ts";
import { makeReceipts } from "../fixtures/receipts.ts";
import { signUpDirectly } from "../fixtures/sign-in.ts";
import { expect, test } from "../fixtures/test.ts";

const { archive, filter, state } = en.receipts;

test("200 receipts of which some fail come as one file, which lists the failures, with progress on the page", async ({
  page,
  stack,
}) => {
  test.slow();
  await signUpDirectly(page, stack);
  const id = await connect(page);
  const ids = Array.from({ length: 200 }, (_, index) => `r-${index}`);
  await makeReceipts(stack, id, Object.fromEntries(ids.map((receiptId) => [receiptId, {}])));
  await stack.sandbox.setFault("receipts", "500", 8);

  await page.goto(`/connections/${id}/receipts`);
  await page.locator("summary").click();
  await page.getByLabel(archive.format).selectOption("finvoice-xml");
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("button", { name: archive.submit }).click(),
  ]);
  expect(download.suggestedFilename()).toMatch(/^receipts-\d{4}-\d\d-\d\d\.zip$/);
  const files = unzipSync(await readFile(await download.path()));
  const { [archive.failures.fileName]: list = new Uint8Array(), ...receipts } = files;
  const failed = Buffer.from(list)
    .toString()
    .match(/\| r-\d+ \| .+/g);
  expect(Object.keys(receipts)).toHaveLength(175);
  expect(failed).toHaveLength(25);
  for (const [name, content] of Object.entries(receipts)) {
    expect(name).toMatch(/r-\d+-finvoice\.xml$/);
    expect(Buffer.from(content).toString()).toContain("<Finvoice");
  }
  await expect(page.getByText(formatMessage(archive.finished, { given: 175, total: 200 }))).toBeVisible();
  await expect(page.getByRole("progressbar")).toHaveAttribute("value", "200");
  await checkAccessibility(page);
});

test("the list is filtered by shop and dates without JavaScript, holds no amounts, and its file follows the filter", async ({
  openBrowser,
  stack,
}) => {
  const page = await openBrowser({ javaScriptEnabled: false });
  await signUpDirectly(page, stack);
  const id = await connect(page);
  const path = `/connections/${id}/receipts`;
  await makeReceipts(stack, id, { a: { merchant_name: "Apteekki" }, b: { merchant_name: "Bensa-asema" }, c: {} });
  await stack.database.rows(`UPDATE "Receipt" SET "firstSeenAt" = '2026-03-03T12:00:00Z' WHERE "receiptId" = 'b'`);
  await stack.sandbox.notify({ type: "transaction_notification", receipthero_id: id, receipt_id: "d" });
  const known = () => stack.database.rows(`SELECT 1 FROM "Receipt" WHERE "receiptheroId" = $1`, [id]);
  await expect.poll(known).toHaveLength(4);
  await stack.database.rows(`UPDATE "Receipt" SET "refusedAt" = now() + interval '1 hour' WHERE "receiptId" = 'c'`);
  const list = page.getByRole("list", { name: en.receipts.title }).getByRole("listitem");

  await page.goto(path);
  await expect(list).toHaveCount(4);
  await expect(list.filter({ hasText: state.refused })).toHaveCount(1);
  await expect(list.filter({ hasText: state.announced })).toHaveCount(1);
  await page.goto(`${path}/a`);
  await page.goto(path);
  await expect(list.filter({ hasText: state.read })).toContainText(["Apteekki"]);
  expect((await list.allTextContents()).join("\n")).not.toMatch(/€|\d[.,]\d\d/);

  await page.getByLabel(filter.from).fill("2026-03-03");
  await page.getByLabel(filter.to).fill("2026-03-03");
  await page.getByRole("button", { name: filter.submit }).click();
  await expect(list).toHaveText([/Bensa-asema/]);
  await page.locator("summary").click();
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("button", { name: archive.submit }).click(),
  ]);
  expect(Object.keys(unzipSync(await readFile(await download.path())))).toEqual(["2026-03-03_Bensa-asema_b.pdf"]);

  await page.getByLabel(filter.shop).fill("nowhere");
  await page.getByRole("button", { name: filter.submit }).click();
  await expect(page.getByText(en.receipts.noMatch)).toBeVisible();
  await page.getByRole("link", { name: filter.clear }).click();
  await expect(list).toHaveCount(4);

  await page.goto(`/connections/${id}/receipts.zip?shop=nowhere`);
  await expect(page.getByRole("alert")).toContainText(archive.refused.none);
  expect(new URL(page.url()).searchParams.get("shop")).toBe("nowhere");
});

test("a user who leaves while ReceiptHero does not answer may download again at once", async ({ page, stack }) => {
  await signUpDirectly(page, stack);
  const id = await connect(page);
  const ids = Array.from({ length: 8 }, (_, index) => `r-${index}`);
  await makeReceipts(stack, id, Object.fromEntries(ids.map((receiptId) => [receiptId, {}])));
  const [session] = (await page.context().cookies()).filter(({ name }) => name === "session");
  const path = `/connections/${id}/receipts.zip?format=pdf`;
  const leases = (where: string) =>
    stack.database.rows(`SELECT FROM "ReceiptDownload" WHERE "receiptheroId" = $1 AND ${where}`, [id]);

  await stack.sandbox.setFault("receipts", "hang");
  const leaving = new AbortController();
  const headers = { Cookie: `session=${session?.value}` };
  const left = fetch(`${stack.app.url}${path}`, { headers, signal: leaving.signal }).catch(
    (error: Error) => error.name,
  );
  await expect.poll(() => leases(`"expiresAt" > now()`)).toHaveLength(1);
  leaving.abort();
  expect(await left).toBe("AbortError");
  // Sooner than a receipt that does not come is given up.
  await expect.poll(() => leases(`"expiresAt" <= now()`), { timeout: 8_000 }).toHaveLength(1);

  await stack.sandbox.clearFaults();
  const again = await page.request.get(path);
  expect(Object.keys(unzipSync(await again.body()))).toHaveLength(8);
});
