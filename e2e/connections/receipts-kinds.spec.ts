import { readFile } from "node:fs/promises";
import { checkAccessibility } from "../fixtures/accessibility.ts";
import { connect } from "../fixtures/connect-over-http.ts";
import { tokenOf } from "../fixtures/disconnecting.ts";
import { en } from "../fixtures/messages.ts";
import { seeNothingBeside } from "../fixtures/overflow.ts";
import { makeReceipts, openReceipt } from "../fixtures/receipts.ts";
import { signUpDirectly } from "../fixtures/sign-in.ts";
import { expect, test } from "../fixtures/test.ts";

const { page: words } = en.receipts;
const SHOP = "Kauppa Ääkkönen Oy";

/** The texts that a user must be able to read on a receipt of each kind (sandbox/README.md), besides shop, year and items. */
const KINDS: Record<string, { has: (string | RegExp)[]; hasNot?: (string | RegExp)[] }> = {
  purchase: { has: ["VAT 25.5%", "VAT 13.5%", "Visa ending 4242"], hasNot: [/\bReturn/, "pc ×"] },
  return: { has: [words.type.RETURN, "Original receipt number", "Total returned-€", "Visa ending 4242 · Refund"] },
  "unsigned-return": { has: [words.type.RETURN, "Original receipt number", /Total returned€\d/], hasNot: ["-€"] },
  exchange: { has: [words.type.PURCHASE_AND_RETURN, /Returned · -1 pc × €/, "Original receipt number"] },
  cash: { has: ["Cash", "VAT 13.5%", "VAT 10%"], hasNot: ["1,00"] },
  fuel: { has: [/\d l × €\d\.\d{3} · VAT 25\.5%/, "€150.00 was reserved on the card before."] },
  "foreign-currency": { has: [/TotalSEK\s\d/, "Rajakatu 2"], hasNot: ["€"] },
  discount: { has: [/Best before today \(30%\)-€/, /\d kg × €/, "MASTERCARD DEBIT ending 5100"], hasNot: ["€0.00"] },
  deposit: { has: [/Returned · -\d+ pcs? × €/, "Empty bottles", "VAT 0%"] },
  loyalty: { has: [/Loyalty card\d+ points/, "Visa ending 4242"] },
  voucher: { has: ["Voucher€5.00", "Gift card€10.00", "Visa ending 4242"] },
  attachment: {
    has: ["Admission", "Return this purchase", "10 % off next time", "DoorB", "Doors open18:30", "Valid until"],
  },
};

/** The files of a receipt: the last segment of the URL, the name's end, the media type and what is in the file. */
const FILES = [
  ["pdf", ".pdf", "application/pdf", /^%PDF-/],
  ["finvoice-xml", "-finvoice.xml", "application/xml", /^<\?xml[\s\S]+<Finvoice Version="3\.0"/],
  ["finvoice-pdf", "-finvoice.pdf", "application/pdf", /^%PDF-/],
] as const;

for (const [kind, { has, hasNot = [] }] of Object.entries(KINDS)) {
  test(`a receipt of the kind ${kind} is announced, read and downloaded as it is`, async ({ page, stack }) => {
    await signUpDirectly(page, stack);
    const id = await connect(page);
    await makeReceipts(stack, id, { [kind]: { merchant_name: SHOP } });
    await page.goto(`/connections/${id}/receipts`);
    await page.getByRole("listitem").getByRole("link").click();
    await page.waitForURL(`/connections/${id}/receipts/${kind}`);

    const slip = page.getByRole("article");
    await expect(slip.getByRole("heading", { level: 1 })).toHaveText(SHOP);
    const document = await stack.sandbox.receipt(tokenOf(await stack.sandbox.state(), id), kind);
    const year = document.receiptTimeStamp.slice(0, 4);
    for (const text of [...has, ...document.products.map(({ name }) => name), document.receiptNumber, year]) {
      await expect(slip).toContainText(text);
    }
    for (const text of hasNot) await expect(slip).not.toContainText(text);
    const codes = slip.getByRole("img");
    await expect(codes).toHaveCount(document.attachments.length);
    await checkAccessibility(page);
    await page.setViewportSize({ width: 390, height: 844 });
    await seeNothingBeside(page);

    for (const [format, ending, mediaType, beginning] of FILES) {
      const response = await page.request.get(`/connections/${id}/receipts/${kind}/${format}`);
      expect(response.status()).toBe(200);
      const disposition = `attachment; filename="receipt-${kind}${ending}"`;
      expect(response.headers()).toMatchObject({ "content-type": mediaType, "content-disposition": disposition });
      expect((await response.body()).toString()).toMatch(beginning);
    }
  });
}

test("a Finvoice is downloaded with its button, and a receipt without one says so", async ({ page, stack }) => {
  await signUpDirectly(page, stack);
  const id = await connect(page);
  await makeReceipts(stack, id, { "return-1": {}, plain: { formats: ["hero_json"] } });
  await openReceipt(page, id, "return-1");
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("button", { name: words.download["finvoice-xml"] }).click(),
  ]);
  expect(download.suggestedFilename()).toBe("receipt-return-1-finvoice.xml");
  expect(await readFile(await download.path(), "utf8")).toContain("<Finvoice");

  await openReceipt(page, id, "plain");
  await page.getByRole("button", { name: words.download["finvoice-xml"] }).click();
  await expect(page.getByRole("alert").filter({ hasText: en.receipts.notDownloaded.title })).toBeVisible();
  await expect(page.getByRole("article")).toHaveCount(1);
  const unknown = await page.request.get(`/connections/${id}/receipts/plain/hero_json`, { maxRedirects: 0 });
  expect(unknown.status()).toBe(303);
});

test("paper gets the receipt alone, on one sheet", async ({ page, stack }) => {
  await signUpDirectly(page, stack);
  const id = await connect(page);
  // The longest of the kinds without codes.
  await makeReceipts(stack, id, { loyalty: {} });
  const slip = await openReceipt(page, id, "loyalty");
  await page.emulateMedia({ media: "print", colorScheme: "dark" });
  await expect(slip).toBeVisible();
  await expect(page.getByRole("button").filter({ visible: true })).toHaveCount(0);
  await expect(page.getByRole("link").filter({ visible: true })).toHaveCount(0);
  expect(await slip.evaluate((element) => getComputedStyle(element).color)).not.toMatch(/oklch\(0\.9/);
  const ground = await page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  expect(ground, "no ink is spent on the paper's colour").toBe("rgb(255, 255, 255)");
  const pdf = (await page.pdf({ format: "A4" })).toString("latin1");
  expect(pdf.match(/\/Type \/Page\b/g)).toHaveLength(1);
});
