import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { heroJsonSchema, type ReceiptContent, sum } from "@/lib/receipthero/hero-json/schema";

const shop = { name: "Shop" };
const read = (document: object): ReceiptContent => heroJsonSchema.parse({ merchant: shop, ...document });
const payment = (currencyISOCode: unknown) => ({ amount: 1, attributes: { currencyISOCode } });

describe("money, currency and type are strict", () => {
  test.each<[string, object]>([
    ["an amount in euros", { payments: [{ amount: 12.5 }] }],
    ["an amount as a text", { payments: [{ amount: "1250" }] }],
    ["no amount paid", { payments: [{ type: "CARD" }] }],
    ["an amount beyond all money", { payments: [{ amount: 1e15 }] }],
    ["an amount beyond exact numbers", JSON.parse('{"payments":[{"amount":9007199254740993}]}')],
    ["a total in euros", { totalPriceIncVAT: 10.01 }],
    ["a line's total in euros", { products: [{ name: "x", totalAmountIncVAT: 0.1 }] }],
    ["a discount as a text", { products: [{ name: "x", discounts: [{ amount: "1" }] }] }],
    ["a tax that is no number", { vats: [{ totalVATAmount: "24" }] }],
    ["no currency that there could be", { payments: [payment("<b>")] }],
    ["a currency that does not exist", { currencyISOCode: "QQQ" }],
    ["a currency of digits", { payments: [payment("978")] }],
    ["a currency that is a number", { currencyISOCode: 978 }],
    ["a type that is not known", { type: "CREDIT" }],
    ["a type that is a number", { type: 1 }],
    ["a product that is a text", { products: ["x"] }],
    ["products that are no list", { products: { length: 1 } }],
    ["10,000 products", { products: Array.from({ length: 10_000 }, () => ({ name: "x" })) }],
    [
      "4,000 discounts",
      { products: Array.from({ length: 20 }, () => ({ discounts: Array(200).fill({ amount: 1 }) })) },
    ],
    [
      "4,000 attributes of payments",
      { payments: Array(80).fill({ amount: 1, customAttributes: Array(50).fill({ a: 1 }) }) },
    ],
  ])("%s makes it unreadable", (_name, document) => {
    expect(heroJsonSchema.safeParse({ merchant: shop, ...document }).success).toBe(false);
  });
});

test.each<[string, object]>([
  ["no shop", { merchant: undefined }],
  ["a shop that is a text", { merchant: "Shop" }],
  ["a name that is blank", { merchant: { name: " " } }],
  ["a name that is a number", { merchant: { name: 7 } }],
  ["a name that nobody can see", { merchant: { name: "\u3164\u200b" } }],
  ["a name that is an object", { merchant: { name: { toString: "x" } } }],
  ["a branch that is a list", { merchant: { branch: [1] } }],
])("%s counts as absent", (_name, document) => {
  const { shop: found } = heroJsonSchema.parse(document);
  expect(found).toEqual({ name: null, companyId: null, branch: null, address: [], contact: [] });
});

test("an address may stand in the branch or beside it, and a text is none", () => {
  const [here, there] = [{ streetAddress: "Mallitie 3", zipCode: 33100 }, { city: "Turku" }];
  const addressOf = (merchant: object) => heroJsonSchema.parse({ merchant }).shop.address;
  expect(addressOf({ branch: { address: here }, address: there })).toEqual(["Mallitie 3"]);
  expect(addressOf({ branch: { address: "Mallitie 3, Tampere" }, address: there })).toEqual(["Turku"]);
  expect(addressOf({ address: there })).toEqual(["Turku"]);
  expect(addressOf({ branch: { address: "Mallitie 3, Tampere" } })).toEqual([]);
});

test("any other odd value counts as absent", () => {
  const receipt = read({
    type: "",
    receiptNumber: 7,
    originalReceiptNumber: {},
    receiptTimeStamp: "2026-03-03T10:00:00",
    freeText: ["x"],
    customAttributes: "x",
    attachments: [
      null,
      1,
      {},
      { type: "PICTURE", data: "x" },
      { type: "QRCODE", data: " " },
      { type: "QRCODE", data: 1 },
    ],
    products: [
      null,
      { name: null, quantity: {}, quantityCode: 1, vats: "24", discounts: null, unitPriceIncVATDecimal: "many" },
    ],
    payments: [
      { type: "LOYALTY", amount: null },
      { type: "loyalty", amount: 1.5, attributes: "gold" },
      { amount: 5, type: 3, attributes: [1] },
      { amount: 6, type: "CARD", attributes: { transactionType: "OTHER", timeStamp: 7, APP: 5, maskedPAN: 4242 } },
    ],
  });
  expect(receipt).toMatchObject({ type: "PURCHASE", number: null, originalNumber: null, time: null, note: null });
  expect(receipt).toMatchObject({ attributes: [], attachments: [] });
  expect(receipt.lines).toMatchObject([
    { name: null, quantity: null, unit: null, vatRates: [], discounts: [], finePrice: null },
  ]);
  expect(receipt.points).toEqual([
    { kind: "points", points: null, program: null },
    { kind: "points", points: null, program: null },
  ]);
  expect(receipt.payments).toMatchObject([
    { amount: 5, type: null, otherType: null, card: null },
    { amount: 6, type: "CARD", transaction: null, time: null, card: null, cardEnding: null },
  ]);
});

test("keys that name properties of every object are read over, and texts are taken as they are", () => {
  const receipt = heroJsonSchema.parse(
    JSON.parse(`{"__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}},"unknown":{"deep":[1]},
      "merchant":{"name":"<script>alert(1)</script>","__proto__":{"branch":{"name":"x"}},"branch":null},
      "products":[{"name":"a","quantity":2,"vats":null,"__proto__":{"totalAmountIncVAT":9}}],"vats":null,"freeText":null}`),
  );
  expect(receipt.shop).toMatchObject({ name: "<script>alert(1)</script>", branch: null });
  expect(receipt.lines).toMatchObject([{ name: "a", quantity: "2", total: null }]);
  expect(receipt).toMatchObject({ currency: "EUR", vats: [], payments: [], total: null });
  expect("polluted" in {}).toBe(false);
});

test("the currency is the receipt's, then a payment's, then the euro, which is marked as assumed", () => {
  expect(read({ payments: [{ amount: 1 }] })).toMatchObject({ currency: "EUR", isCurrencyAssumed: true });
  expect(read({ currencyISOCode: " eur " })).toMatchObject({ currency: "EUR", isCurrencyAssumed: false });
  const japan = read({ payments: [payment(null), payment("jpy")] });
  expect(japan).toMatchObject({ currency: "JPY", isCurrencyAssumed: false });
  const north = read({ currencyISOCode: "SEK", payments: [payment(""), payment("NOK")] });
  expect(north.payments.map(({ currency }) => currency)).toEqual(["SEK", "NOK"]);
});

test("a total that the receipt states is preferred, and one that differs is kept beside it", () => {
  const vats = [{ totalAmountIncVAT: 999 }];
  expect(read({ vats })).toMatchObject({ total: 999, otherTotal: null });
  expect(read({ vats, totalPriceIncVAT: 1000 })).toMatchObject({ total: 1000, otherTotal: 999 });
  expect(read({ vats, totalPriceIncVAT: 999 })).toMatchObject({ total: 999, otherTotal: null });
  expect(read({ vats: [{}], totalPriceIncVAT: 1 })).toMatchObject({ total: 1, otherTotal: null });
});

test("a discount lessens its line, whatever its sign, and one of nothing is left out", () => {
  const discounts = [
    { amount: 5 },
    { amount: -5, percentage: "5,0 %" },
    { amount: 0, percentage: "0.00" },
    { percentage: "7" },
  ];
  const amounts = (totalAmountIncVAT: number | null) =>
    read({ products: [{ totalAmountIncVAT, discounts }] }).lines[0]?.discounts.map((one) => one.amount);
  expect(amounts(100)).toEqual([-5, -5]);
  expect(amounts(null)).toEqual([-5, -5]);
  expect(amounts(-100)).toEqual([5, 5]);
  expect(read({ products: [{ discounts }] }).lines[0]?.discounts[1]).toMatchObject({ percentage: "5" });
});

test("a price of one that is finer than the currency is taken when it rounds to the other price", () => {
  const fine = (unitPriceIncVATDecimal: unknown, unitPriceIncVAT: number | null = 186, currencyISOCode = "EUR") =>
    read({ currencyISOCode, products: [{ unitPriceIncVATDecimal, unitPriceIncVAT }] }).lines[0]?.finePrice;
  expect(fine("1,859")).toBe("1.859");
  expect(fine(1.859)).toBe("1.859");
  expect(fine("1,86")).toBeNull();
  expect(fine("1,8600")).toBeNull();
  expect(fine("185,9")).toBeNull();
  expect(fine("18,591")).toBeNull();
  expect(fine("1,5", 2, "JPY")).toBe("1.5");
  expect(fine("51,80", null)).toBe("51.8");
});

test.each([
  ["2026-03-03T23:30:00+02:00", "2026-03-03T21:30:00.000Z", "+02:00"],
  ["2026-03-03T23:30:00.678+0530", "2026-03-03T18:00:00.678Z", "+05:30"],
  ["2026-03-03T23:30:00Z", "2026-03-03T23:30:00.000Z", "UTC"],
])("the time %s keeps its offset", (receiptTimeStamp, at, zone) => {
  expect(read({ receiptTimeStamp }).time).toEqual({ at: new Date(at), zone, isDay: false });
});

test.each(["2026-03-03", "2026-02-30T10:00:00Z", "2026-03-03T10:00:00+99:00", "3 March 2026", 1_700_000_000, ""])(
  "%s is no time with an offset",
  (receiptTimeStamp) => {
    expect(read({ receiptTimeStamp }).time).toBeNull();
  },
);

test("an attachment keeps its data to the letter, and may end on a day", () => {
  const [attachment] = read({
    attachments: [{ type: "QRCODE", purpose: "TICKET", title: " Ticket ", data: " a\tb ", validUntil: "2027-01-14" }],
  }).attachments;
  expect(attachment).toEqual({
    type: "QRCODE",
    purpose: "TICKET",
    title: "Ticket",
    data: " a\tb ",
    validUntil: { at: new Date("2027-01-14T00:00:00Z"), zone: "UTC", isDay: true },
  });
});

test("custom attributes are pairs, in both forms", () => {
  const customAttributes = [
    { Takuu: "2 v", Kori: 7 },
    { key: "Väri", value: "musta" },
    { key: "value" },
    { a: {} },
    1,
    null,
  ];
  expect(read({ customAttributes }).attributes).toEqual([
    ["Takuu", "2 v"],
    ["Kori", "7"],
    ["Väri", "musta"],
    ["key", "value"],
  ]);
});

test("of a card number that nobody masked only the end is kept, and of a masked end nothing", () => {
  const ending = (maskedPAN: string) => {
    const receipt = read({ payments: [{ amount: 1, attributes: { maskedPAN } }] });
    expect(JSON.stringify(receipt)).not.toContain("8888");
    return receipt.payments[0]?.cardEnding;
  };
  expect(ending("4012 8888 8888 1881")).toBe("1881");
  expect(ending("************4242")).toBe("4242");
  expect(ending("525400******")).toBeNull();
});

test("the total of any amounts is exact; with one unknown there is none", () => {
  const amounts = fc.array(fc.integer({ min: -(10 ** 12), max: 10 ** 12 }), { minLength: 1, maxLength: 200 });
  fc.assert(
    fc.property(amounts, (cents) => {
      const exact = cents.reduce((total, value) => total + BigInt(value), 0n);
      const receipt = read({ products: cents.map((totalAmountIncVAT) => ({ name: "x", totalAmountIncVAT })) });
      expect(BigInt(receipt.total ?? 0.5)).toBe(exact);
      expect(sum([...cents, null])).toBeNull();
    }),
  );
  expect(sum([])).toBeNull();
});

test("no JSON makes reading fail in any other way than by saying that it is unreadable", () => {
  fc.assert(
    fc.property(fc.jsonValue(), (document) => {
      expect([true, false]).toContain(heroJsonSchema.safeParse(document).success);
    }),
    { numRuns: 500 },
  );
});
