import { readFile } from "node:fs/promises";
import { connect, connectWitness } from "../fixtures/connect-over-http.ts";
import { statusOf } from "../fixtures/connection-page.ts";
import { auditActionsOf, connectionsOf } from "../fixtures/db-queries.ts";
import { tokenOf } from "../fixtures/disconnecting.ts";
import { en, formatMessage } from "../fixtures/messages.ts";
import { makeReceipts } from "../fixtures/receipts.ts";
import { signUpDirectly } from "../fixtures/sign-in.ts";
import type { Stack } from "../fixtures/stack.ts";
import { expect, test } from "../fixtures/test.ts";

const SHOP = "Kahvila <i>Sävel</i> & pojat";

/** Formats cents as euros in this locale. */
const euros = (cents: number) => `€${(cents / 100).toFixed(2)}`;

const makeReceipt = (stack: Stack, receiptheroId: string, receiptId: string) =>
  makeReceipts(stack, receiptheroId, { [receiptId]: { merchant_name: SHOP } });

test("a receipt is announced, becomes ready, is opened, printed and downloaded", async ({ page, stack }) => {
  await signUpDirectly(page, stack);
  const id = await connect(page, { label: "Torikatu" });
  await page.goto(`/connections/${id}`);
  const section = page.getByRole("region", { name: en.receipts.title });
  await expect(section).toContainText(en.receipts.empty);

  // The open page updates automatically.
  const receipt = { receipthero_id: id, receipt_id: "r-1", merchant_name: SHOP };
  await stack.sandbox.notify({ type: "transaction_notification", ...receipt });
  const entry = section.getByRole("listitem").filter({ hasText: SHOP });
  await expect(entry).toContainText(en.receipts.state.announced);
  await expect(entry.getByRole("link")).toHaveCount(0);
  await stack.sandbox.notify({ type: "receipt_notification", ...receipt });
  await expect(entry).toContainText(en.receipts.state.ready);
  await entry.getByRole("link").click();
  await page.waitForURL(`/connections/${id}/receipts/r-1`);

  const slip = page.getByRole("article");
  await expect(slip.getByRole("heading", { level: 1 })).toHaveText(SHOP);
  const { merchant, products, vats, payments, freeText } = await stack.sandbox.receipt(
    tokenOf(await stack.sandbox.state(), id),
    "r-1",
  );
  const { streetAddress, zipCode, city } = merchant.branch.address;
  for (const text of [merchant.companyID, merchant.branch.subName, streetAddress, `${zipCode} ${city}`, freeText]) {
    await expect(slip).toContainText(text);
  }
  await expect(slip.getByRole("table", { name: en.receipts.page.lines }).locator("tbody tr")).toContainText(
    products.map(({ name }) => name),
  );
  await expect(slip.getByRole("table", { name: en.receipts.page.vat }).locator("tbody tr")).toContainText(
    vats.map(({ totalVATAmount, totalAmountExcVAT, totalAmountIncVAT }) =>
      [totalAmountExcVAT, totalVATAmount, totalAmountIncVAT].map(euros).join(""),
    ),
  );
  const total = euros(payments[0]?.amount ?? 0);
  await expect(slip.getByRole("definition").filter({ hasText: total })).toHaveCount(2);
  await expect(slip).toContainText("Visa ending 4242");

  await page.emulateMedia({ media: "print" });
  await expect(slip).toBeVisible();
  for (const other of [page.getByRole("banner"), page.getByText(en.sandbox.notice), page.locator("form")]) {
    await expect(other.filter({ visible: true })).toHaveCount(0);
  }
  await page.emulateMedia({ media: "screen" });

  const [download] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("button", { name: en.receipts.page.download.pdf }).click(),
  ]);
  expect(download.suggestedFilename()).toBe("receipt-r-1.pdf");
  const pdf = await readFile(await download.path(), "latin1");
  expect(pdf).toMatch(/^%PDF-1\.4[\s\S]+%%EOF\s*$/);
  expect(pdf).toContain(total.slice(1));

  const { headers } = await page.request
    .get(`/connections/${id}/receipts/r-1/pdf`)
    .then((answer) => ({ headers: answer.headers() }));
  expect(headers).toMatchObject({
    "content-type": "application/pdf",
    "content-disposition": 'attachment; filename="receipt-r-1.pdf"',
    "cache-control": "no-store",
    "x-content-type-options": "nosniff",
  });
  await page.getByRole("link", { name: formatMessage(en.receipts.page.backToAll, { label: "Torikatu" }) }).click();
  await expect(page.getByRole("listitem").filter({ hasText: SHOP })).toContainText(en.receipts.state.read);
});

test("the reason why a receipt cannot be read is stated, also without JavaScript, and a refusal leads to a reconnect", async ({
  openBrowser,
  stack,
}) => {
  await connectWitness(await openBrowser(), stack);
  const page = await openBrowser({ javaScriptEnabled: false });
  const user = await signUpDirectly(page, stack);
  const id = await connect(page);
  await makeReceipt(stack, id, "r-1");
  const path = `/connections/${id}/receipts`;
  const title = page.getByRole("heading", { level: 1 });
  const problem = en.receipts.problem;

  await page.goto(path);
  await stack.sandbox.setFault("receipts", "503");
  await page.getByRole("link", { name: SHOP }).click();
  await expect(title).toHaveText(problem.receipt_unavailable.title);
  await stack.sandbox.setFault("receipts", "html");
  await page.getByRole("link", { name: en.receipts.again }).click();
  await expect(title).toHaveText(problem.receipt_unreadable.title);
  await stack.sandbox.clearFaults();
  await page.getByRole("link", { name: en.receipts.again }).click();
  await expect(title).toHaveText(SHOP);

  await stack.sandbox.setFault("receipts", "503");
  const refused = await page.request.get(`${path}/r-1/pdf`, { maxRedirects: 0 });
  expect(refused.status()).toBe(303);
  await stack.sandbox.clearFaults();
  await page.goto(refused.headers().location ?? "");
  await expect(page.getByRole("alert")).toContainText(en.receipts.notDownloaded.title);
  await expect(title).toHaveText(SHOP);

  await stack.sandbox.setFault("receipts", "wrong-key");
  await page.goto(`${path}/r-1`);
  await expect(title).toHaveText(problem.receipt_refused.title);
  await expect(page.getByRole("link", { name: en.receipts.reconnect })).toBeVisible();
  expect(await auditActionsOf(stack, user)).toEqual(["connection.connected"]);
  await stack.sandbox.clearFaults();

  await stack.sandbox.revoke(tokenOf(await stack.sandbox.state(), id));
  await page.goto(`${path}/r-1`);
  await expect(title).toHaveText(problem.receipt_unauthorized.title);
  expect(await auditActionsOf(stack, user)).toEqual(["connection.connected", "connection.unauthorized"]);
  await page.getByRole("link", { name: en.receipts.reconnect }).click();
  await expect(title).toHaveText(en.connect.againTitle);
  await page.goto(`/connections/${id}`);
  await expect(statusOf(page)).toContainText(en.health.word.unauthorized);
  expect(await connectionsOf(stack, user)).toMatchObject([{ status: "ACTIVE" }]);
});

test("another merchant finds no receipt of it, nor one that may not be read", async ({ page, openBrowser, stack }) => {
  const other = await openBrowser();
  await signUpDirectly(page, stack);
  const id = await connect(page);
  await makeReceipt(stack, id, "r-1");
  await signUpDirectly(other, stack);
  const path = `/connections/${id}/receipts`;
  for (const [address, status] of [
    [path, 404],
    [`${path}/r-1`, 404],
    [`${path}/r-1/pdf`, 303],
    [`${path}/r-2/pdf`, 303],
    [`${path}/r-1/finvoice-xml`, 303],
    [`${path}/r-1/finvoice-pdf`, 303],
    [`${path}.zip`, 404],
    [`${path}.zip/progress`, 404],
  ] as const) {
    const answer = await other.request.get(address, { maxRedirects: 0 });
    expect([address, answer.status()]).toEqual([address, status]);
    expect(await answer.text()).not.toContain("Kahvila");
  }
  const stranger = await openBrowser();
  await stranger.goto(`${path}/r-1`);
  await expect(stranger).toHaveURL(`/sign-in?returnTo=${encodeURIComponent(`${path}/r-1`)}`);

  await stack.database.rows(`UPDATE "Connection" SET scopes = '{receipt:write}' WHERE "receiptheroId" = $1`, [id]);
  await page.goto(path);
  await expect(page.getByRole("listitem").filter({ hasText: SHOP }).getByRole("link")).toHaveCount(0);
  await page.getByRole("link", { name: en.receipts.grant }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(en.connect.againTitle);
  const [unread] = await stack.database.rows<{ fetchedAt: Date | null }>(
    `SELECT "fetchedAt" FROM "Receipt" WHERE "receiptheroId" = $1`,
    [id],
  );
  expect(unread?.fetchedAt).toBeNull();
});
