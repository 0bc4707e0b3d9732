import fc from "fast-check";

const long = "W".repeat(3_000);
const MOST = 10 ** 12;

/**
 * Documents that are as wide or as long as they may be.
 * @param token a secret that they repeat
 */
export const worstHeroJson = (token: string): unknown[] => [
  null,
  [],
  {},
  { merchant: { name: token } },
  { merchant: { name: long, companyID: long, branch: { name: long, email: long, address: { streetAddress: long } } } },
  {
    currencyISOCode: "KWD",
    totalPriceIncVAT: -MOST,
    vats: [{ VATRate: long, totalVATAmount: -MOST, totalAmountExcVAT: MOST, totalAmountIncVAT: -MOST }],
  },
  {
    products: [
      {
        name: long,
        quantity: long,
        quantityCode: long,
        EANCode: long,
        unitPriceIncVAT: MOST,
        totalAmountIncVAT: -MOST,
        customAttributes: [{ [long]: long }],
        discounts: [{ amount: MOST, description: long, percentage: long }],
      },
    ],
  },
  {
    payments: [
      { type: long, amount: MOST, attributes: { APP: long, referenceNumber: long, preAuthorizedAmount: -MOST } },
      { type: "LOYALTY", amount: 1e15, attributes: { cardType: long } },
    ],
  },
  { attachments: Array.from({ length: 30 }, () => ({ type: "QRCODE", title: long, data: "Ä".repeat(400) })) },
  {
    attachments: [
      { type: "BARCODE", data: "~".repeat(48) },
      { type: "BARCODE", data: long },
    ],
  },
  { products: Array.from({ length: 1_900 }, () => ({ name: "x", totalAmountIncVAT: 1 })) },
  { freeText: `\u202e\u0000\ud800\r\n‮${"Z\u0301".repeat(2_000)}`, receiptNumber: "\u3164" },
];

/**
 * Documents in the form of HeroJSON, with anything in any place.
 * @param token a secret that they may repeat
 */
export function anyHeroJson(token: string): fc.Arbitrary<unknown> {
  const text = fc.oneof(fc.string({ unit: "binary", maxLength: 200 }), fc.constantFrom("", long, token, "<b>", "1,5"));
  const money = fc.oneof(
    { weight: 9, arbitrary: fc.integer({ min: -MOST, max: MOST }) },
    { weight: 1, arbitrary: fc.jsonValue() },
  );
  const odd = fc.oneof({ weight: 4, arbitrary: text }, { weight: 1, arbitrary: fc.jsonValue({ maxDepth: 2 }) });
  const some = <T extends Record<string, fc.Arbitrary<unknown>>>(fields: T) => fc.record(fields, { requiredKeys: [] });
  const money0 = fc.integer({ min: -MOST, max: MOST });
  const pairs = fc.array(fc.dictionary(text, odd, { maxKeys: 2 }), { maxLength: 3 });
  const rate = fc.oneof(fc.constantFrom("25.5", "13,5", 10), odd);
  const address = some({ streetAddress: odd, zipCode: odd, city: odd, country: odd });
  return some({
    type: fc.constantFrom("PURCHASE", "RETURN", "PURCHASE_AND_RETURN", null),
    receiptNumber: odd,
    receiptTimeStamp: fc.oneof(odd, fc.constant("2026-03-03T23:30:00+02:00")),
    currencyISOCode: fc.constantFrom("EUR", "JPY", "KWD", "HUF", null),
    totalPriceIncVAT: money0,
    totalVATAmount: money0,
    merchant: fc.oneof(
      odd,
      some({
        name: odd,
        companyID: odd,
        address,
        branch: fc.oneof(odd, some({ name: odd, subName: odd, phone: odd, address: fc.oneof(odd, address) })),
      }),
    ),
    products: fc.array(
      some({
        name: odd,
        quantity: rate,
        quantityCode: odd,
        freeText: odd,
        EANCode: odd,
        unitPriceIncVAT: money0,
        unitPriceIncVATDecimal: rate,
        totalAmountIncVAT: money,
        vats: fc.oneof(odd, fc.array(some({ VATRate: rate }), { maxLength: 3 })),
        discounts: fc.array(some({ amount: money0, description: odd, percentage: rate }), { maxLength: 2 }),
        customAttributes: pairs,
      }),
      { maxLength: 8 },
    ),
    vats: fc.array(
      some({ VATRate: rate, totalVATAmount: money0, totalAmountExcVAT: money0, totalAmountIncVAT: money0 }),
      { maxLength: 4 },
    ),
    payments: fc.array(
      fc.record({
        type: fc.oneof(odd, fc.constantFrom("CARD", "LOYALTY")),
        amount: money0,
        attributes: fc.oneof(
          odd,
          some({ APP: odd, cardType: odd, maskedPAN: odd, timeStamp: odd, terminalId: odd, transactionType: odd }),
        ),
      }),
      { maxLength: 4 },
    ),
    freeText: odd,
    attachments: fc.oneof(
      odd,
      fc.array(
        some({ type: fc.constantFrom("BARCODE", "QRCODE", "X"), purpose: odd, title: odd, data: odd, validUntil: odd }),
        { maxLength: 4 },
      ),
    ),
    customAttributes: fc.oneof(odd, pairs),
  });
}
