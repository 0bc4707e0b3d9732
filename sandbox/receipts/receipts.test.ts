import fc from "fast-check";
import { expect, test } from "vitest";
import { sum } from "./amounts.ts";
import type { HeroJson } from "./hero-json.ts";
import { heroJsonSchema } from "./hero-json-schema.ts";
import { kindOf, type ReceiptKind, receiptKind } from "./kinds.ts";
import { makeHeroJson } from "./make-hero-json.ts";
import { shopTime } from "./shop-time.ts";

const MIDWINTER = Date.UTC(2026, 0, 1, 10);

const make = (kind: ReceiptKind, receiptId = "r-1") =>
  makeHeroJson({ receiptId, receiptheroId: "c", merchantName: "Kauppa", createdAt: MIDWINTER, kind });

const anyReceipt = fc.record({
  kind: fc.constantFrom(...receiptKind.options),
  receiptId: fc.string({ maxLength: 40 }),
});

/** The exact price of a purchase: the quantity in thousandths times the price in tenths of a cent. */
function grossOf({ quantity, unitPriceIncVATDecimal }: HeroJson["products"][number]): number {
  const thousandths = Math.round(Number(quantity.replace(",", ".")) * 1_000);
  const tenthsOfCents = Math.round(Number(unitPriceIncVATDecimal.replace(",", ".")) * 1_000);
  return (thousandths * tenthsOfCents) / 10_000;
}

test("of every kind and with any id, the amounts are whole cents that add up", () => {
  fc.assert(
    fc.property(anyReceipt, ({ kind, receiptId }) => {
      const { products, vats, payments, ...receipt } = make(kind, receiptId);
      for (const product of products) {
        const { discounts, totalAmountIncVAT, totalAmountExcVAT } = product;
        const off = sum(discounts.map(({ amount }) => amount));
        expect(Math.abs(totalAmountIncVAT - (grossOf(product) - off))).toBeLessThanOrEqual(0.5);
        expect(product.vats).toMatchObject([{ totalAmountIncVAT, totalAmountExcVAT }]);
        for (const { VATAmount } of product.vats) expect(totalAmountExcVAT + VATAmount).toBe(totalAmountIncVAT);
      }
      for (const vat of vats) {
        const lines = products.flatMap((product) => product.vats).filter(({ VATRate }) => VATRate === vat.VATRate);
        expect(vat.totalVATAmount).toBe(sum(lines.map(({ VATAmount }) => VATAmount)));
        expect(vat.totalAmountIncVAT).toBe(sum(lines.map(({ totalAmountIncVAT }) => totalAmountIncVAT)));
        expect(vat.totalAmountExcVAT + vat.totalVATAmount).toBe(vat.totalAmountIncVAT);
      }
      expect(receipt.totalPriceIncVAT).toBe(sum(vats.map(({ totalAmountIncVAT }) => totalAmountIncVAT)));
      expect(receipt.totalPriceExcVAT).toBe(sum(vats.map(({ totalAmountExcVAT }) => totalAmountExcVAT)));
      expect(receipt.totalVATAmount).toBe(sum(vats.map(({ totalVATAmount }) => totalVATAmount)));
      const paid = sum(payments.filter(({ type }) => type !== "LOYALTY").map(({ amount }) => amount));
      const rounding = Math.abs(paid - receipt.totalPriceIncVAT);
      if (kind === "cash") expect([paid % 5, rounding <= 2]).toEqual([0, true]);
      else expect(rounding).toBe(0);
    }),
    { numRuns: 500 },
  );
});

test("of every kind and with any id, the rates are those of Finland today, and the VAT is theirs", () => {
  fc.assert(
    fc.property(anyReceipt, ({ kind, receiptId }) => {
      for (const { vats } of make(kind, receiptId).products) {
        for (const { VATRate, VATAmount, totalAmountExcVAT } of vats) {
          expect(["25.5", "13.5", "10", "0"]).toContain(VATRate);
          // The VAT was taken out of the total, so the net amount may be half a cent off.
          expect(Math.abs(VATAmount - (totalAmountExcVAT * Number(VATRate)) / 100)).toBeLessThan(1);
        }
      }
    }),
  );
});

test("of every kind and with any id, it is HeroJSON that could be sent, and the same each time", () => {
  fc.assert(
    fc.property(anyReceipt, ({ kind, receiptId }) => {
      const receipt = make(kind, receiptId);
      expect(heroJsonSchema.safeParse(receipt).error).toBeUndefined();
      expect(JSON.stringify(make(kind, receiptId))).toBe(JSON.stringify(receipt));
      expect(JSON.stringify(receipt)).not.toContain("-0,");
    }),
  );
});

test("each kind has what it is for", () => {
  expect(make("purchase")).toMatchObject({ type: "PURCHASE", payments: [{ type: "CARD" }], attachments: [] });
  expect(make("purchase").vats.map(({ VATRate }) => VATRate)).toEqual(["25.5", "13.5"]);
  expect(make("purchase").products[0]).toMatchObject({ unitPriceIncVAT: 795, unitPriceIncVATDecimal: "7,95" });

  const returned = make("return");
  expect(returned).toMatchObject({ type: "RETURN", originalReceiptNumber: expect.any(String) });
  expect(returned.payments).toMatchObject([{ attributes: { transactionType: "REFUND" } }]);
  expect(returned.totalPriceIncVAT).toBeLessThan(0);
  expect(make("unsigned-return").type).toBe("RETURN");
  expect(make("unsigned-return").totalPriceIncVAT).toBe(-returned.totalPriceIncVAT);

  const exchange = make("exchange");
  expect(exchange.type).toBe("PURCHASE_AND_RETURN");
  expect(exchange.products.map(({ totalAmountIncVAT }) => Math.sign(totalAmountIncVAT))).toEqual([-1, 1]);

  expect(make("cash").payments).toEqual([{ type: "CASH", amount: expect.any(Number) }]);
  expect(make("cash").vats.map(({ VATRate }) => VATRate)).toEqual(["13.5", "10"]);
  expect(make("fuel").products).toMatchObject([{ quantityCode: "LTR", unitPriceIncVATDecimal: "1,859" }]);
  expect(make("fuel").payments).toMatchObject([{ attributes: { preAuthorizedAmount: 15_000 } }]);
  expect(make("foreign-currency")).toMatchObject({
    currencyISOCode: "SEK",
    payments: [{ attributes: { currencyISOCode: "SEK" } }],
  });
  const discounts = make("discount").products.flatMap((product) => product.discounts);
  expect(discounts.filter(({ amount }) => amount > 0)).toHaveLength(2);
  expect(discounts).toContainEqual({ amount: 0, percentage: "0.00", description: "" });
  const deposits = make("deposit").products.filter(({ vats }) => vats[0]?.VATRate === "0");
  expect(deposits.map(({ totalAmountIncVAT }) => Math.sign(totalAmountIncVAT))).toEqual([1, -1]);
  expect(make("loyalty").payments.map(({ type }) => type)).toEqual(["CARD", "LOYALTY"]);
  expect(make("voucher").payments.map(({ type }) => type)).toEqual(["VOUCHER", "GIFT CARD", "CARD"]);
  const { attachments, customAttributes } = make("attachment");
  expect(attachments.map(({ type, purpose }) => `${type} ${purpose}`)).toEqual([
    "QRCODE TICKET",
    "BARCODE RETURN",
    "BARCODE VOUCHER",
  ]);
  expect(customAttributes).toEqual([{ Door: "B" }, { key: "Doors open", value: "18:30" }]);
});

test("an id chooses its kind, and most ids are purchases", () => {
  expect(receiptKind.options.map((kind) => kindOf(`${kind}-17`))).toEqual(receiptKind.options);
  expect(["r-1", "returned", "7350515d-0f15-4663-8430-cf4d7f4057a1"].map(kindOf)).toEqual(Array(3).fill("purchase"));
});

test("times are the shop's, with its offset in summer and in winter", () => {
  expect(shopTime(MIDWINTER)).toBe("2026-01-01T12:00:00+02:00");
  expect(shopTime(Date.UTC(2026, 6, 1, 21, 30))).toBe("2026-07-02T00:30:00+03:00");
});
