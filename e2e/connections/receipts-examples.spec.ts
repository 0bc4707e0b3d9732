import { readdirSync, readFileSync } from "node:fs";
import { checkAccessibility } from "../fixtures/accessibility.ts";
import { connect } from "../fixtures/connect-over-http.ts";
import { en } from "../fixtures/messages.ts";
import { seeNothingBeside } from "../fixtures/overflow.ts";
import { makeReceipts, openReceipt } from "../fixtures/receipts.ts";
import { signUpDirectly } from "../fixtures/sign-in.ts";
import { expect, test } from "../fixtures/test.ts";

const FOLDER = new URL("../../test/herojson/", import.meta.url);
const PHONE = { width: 390, height: 844 };
const WIDE = { width: 1280, height: 900 };

/** The texts that a user must be able to read of each example (test/herojson/), and those that must not be there. */
const EXAMPLES: Record<string, { has: (string | RegExp)[]; hasNot?: (string | RegExp)[] }> = {
  "01-docs-receipthero-json-current": {
    has: [
      "Malli Herkku Oy",
      "Business ID 1111111-1",
      "Malliravintola, Pikaruoka",
      "Mallitie 3, 33100 Tampere, Finland",
      "1 September 2022 at 12:35 GMT+2",
      "Receipt number 23001",
      "4 pcs × €51.90 · VAT 24%",
      /Kanta-asiakasalennus \(10%\)\s*-€20\.31/,
      "Total€207.60",
      "24%€188.73€18.87€207.60",
      "MASTERCARD DEBIT ending 0001",
      "€132.60",
      /Kanta-asiakas\s*18,260 points/,
      /Reference 220900000001\s*Authorization AAA111\s*Terminal TT-0001\s*Transaction 00001/,
      /Takuu\s*2 v/,
      /Voimassa\s*2027-01-14/,
      "EAN 6400000000001",
      "Tervetuloa uudelleen",
    ],
    hasNot: ["€182.60", /\bReturn/, "525400"],
  },
  "03-docs-spec-zero-discount-categorization": {
    has: ["Debit Mastercard ending 0001", "€300.00 was reserved on the card before.", "Total€207.60"],
    hasNot: [en.receipts.page.discount, "€0.00", "stampcard"],
  },
  "05-cash-header-time-only": {
    has: ["3 March 2026 at 23:30 GMT+2", "Kahvi", "VAT 13.5%", "13.5%€2.40€0.32€2.72", "Total€2.72", "Cash€2.70"],
    hasNot: ["1,00"],
  },
  "06-header-currency-sek": {
    has: ["Fika", "SEK 45.00", "Cash", "3 March 2026 at 10:00 GMT+1"],
    hasNot: ["€"],
  },
  "07-return-positive-amounts": {
    has: [
      en.receipts.page.type.RETURN,
      "Receipt number R-101",
      "Original receipt number R-100",
      "Total returned€99.00",
      "Card ending 0001 · Refund",
      "VAT 25.5%",
    ],
    hasNot: ["-€"],
  },
  "09-purchase-and-return": {
    has: [
      en.receipts.page.type.PURCHASE_AND_RETURN,
      "Original receipt number R-100",
      "Returned · -1 pc × €99.00 · VAT 25.5%",
      "Hattu",
      "€40.00",
      "Total-€59.00",
      "Card · Refund-€59.00",
    ],
  },
  "11-petrol-decimal-unit-price": {
    has: ["95E10", "32.48 l × €1.859 · VAT 25.5%", "Total€60.38", "€150.00 was reserved on the card before."],
    hasNot: ["€1.86"],
  },
  "12-public-client-types-minimal": {
    has: ["Malli Oy", "5 May 2023 at 09:00 UTC", "4.25 pcs × €1.00 · VAT 24%", "Total€4.25", "24%€3.43€0.82€4.25"],
  },
  "15-header-total-disagrees": {
    has: [
      "Total€10.00",
      "the VAT table adds up to €9.99, and the receipt's total is €10.00",
      "25.5%€7.96€2.03€9.99",
      "All€7.97€2.03€10.00",
    ],
  },
  "16-odd-nonamount-companyid-number": {
    has: [
      "Malli Oy",
      "Malliravintola, Pikaruoka",
      `Total${en.receipts.page.noTotal}`,
      en.receipts.page.currencyAssumed,
    ],
    hasNot: ["11111111"],
  },
  "19-odd-branch-address-null-string": {
    has: ["Malli Oy", "X", "Total€207.60", en.receipts.page.currencyAssumed],
    hasNot: ["Business ID"],
  },
  "21-odd-amount-as-float-integer": {
    has: ["1.5 × €1.00", "Total€1.50", "24%€1.21€0.29€1.50", en.receipts.page.currencyAssumed],
  },
};

test("no example is left out", () => {
  const names = readdirSync(FOLDER).filter((name) => name.endsWith(".json"));
  expect(names.map((name) => name.replace(".json", "")).sort()).toEqual(Object.keys(EXAMPLES).sort());
});

for (const [name, { has, hasNot = [] }] of Object.entries(EXAMPLES)) {
  test(`the example ${name} can be read on a phone and on a wide screen`, async ({ page, stack }) => {
    await signUpDirectly(page, stack);
    const id = await connect(page);
    const content: unknown = JSON.parse(readFileSync(new URL(`${name}.json`, FOLDER), "utf8"));
    await makeReceipts(stack, id, { [name]: { content } });
    const slip = await openReceipt(page, id, name);
    for (const size of [PHONE, WIDE]) {
      await page.setViewportSize(size);
      for (const text of has) await expect(slip).toContainText(text);
      for (const text of hasNot) await expect(slip).not.toContainText(text);
      await seeNothingBeside(page);
    }
  });
}

test("tickets, vouchers and return codes are codes that a till can scan, with their text below", async ({
  page,
  stack,
}) => {
  await signUpDirectly(page, stack);
  const id = await connect(page);
  const content = {
    merchant: { name: "Malli Oy" },
    attachments: [
      {
        type: "QRCODE",
        purpose: "TICKET",
        title: "Tram ticket",
        data: "TICKET-1",
        validUntil: "2027-01-14T03:00:00+02:00",
      },
      { type: "BARCODE", purpose: "RETURN", data: "6430012345678" },
      { type: "BARCODE", purpose: "VOUCHER", title: "Free coffee", data: "ä".repeat(300), validUntil: "2027-01-14" },
    ],
  };
  await makeReceipts(stack, id, { codes: { content } });
  const slip = await openReceipt(page, id, "codes");
  const { purpose } = en.receipts.page;
  const codes = slip.getByRole("list", { name: en.receipts.page.codes }).getByRole("listitem");
  await expect(codes).toContainText([
    `Tram ticket${purpose.TICKET}TICKET-1Valid until 14 January 2027 at 03:00 GMT+2`,
    `${purpose.RETURN}6430012345678`,
    "Valid until 14 January 2027",
  ]);
  const images = slip.getByRole("img");
  await expect(images).toHaveCount(2);
  for (const image of await images.all()) {
    expect(await image.evaluate((element: HTMLImageElement) => element.naturalWidth)).toBeGreaterThan(0);
  }
  await page.setViewportSize(PHONE);
  await seeNothingBeside(page);
  await checkAccessibility(page);
});
