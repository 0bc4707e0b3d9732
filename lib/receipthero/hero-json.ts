import { z } from "zod";

/**
 * HeroJSON, receipthero-api.md section 2.4, read into a shape of our own. What it is not documented to lack must be
 * there; whatever else is unknown, missing or null is left out. About amounts it is strict, because a wrong one is worse
 * than none.
 */

/** The currency of a receipt whose payments name none: ReceiptHero is a Finnish service. */
const DEFAULT_CURRENCY = "EUR";

/** The largest amount in fractional units. Any sum of as many as fit into a receipt is still an exact integer. */
const MAX_AMOUNT = 10 ** 12;
const MAX_LINES = 2_000;

const amount = z.int().min(-MAX_AMOUNT).max(MAX_AMOUNT);
const optionalAmount = amount.nullish().transform((value) => value ?? null);

/** A text, or null when it is missing or blank. */
const text = (max: number) =>
  z
    .string()
    .max(max)
    .nullish()
    .transform((value) => value?.trim() || null);
const label = text(500);

/** Rates and quantities are documented as strings, and shown as they came. */
const numeral = z
  .union([z.string().max(40), z.number()])
  .nullish()
  .transform((value) => (value == null ? null : String(value).trim() || null));
const rate = numeral.transform((value) => value?.replace(/\s*%$/, "") ?? null);

const name = z.string().trim().min(1).max(500);

/** A list that may be missing. */
const list = <Item extends z.ZodType>(item: Item, max = 200) =>
  z
    .array(item)
    .max(max)
    .nullish()
    .transform((items) => items ?? []);

const address = z
  .object({ streetAddress: label, zipCode: label, city: label, country: label })
  .transform(({ streetAddress, zipCode, city, country }) =>
    [streetAddress, [zipCode, city].filter(Boolean).join(" "), country].filter((part) => part !== null && part !== ""),
  );

const shop = z
  .object({
    name,
    companyID: label,
    branch: z.object({ name: label, subName: label, address: address.nullish() }).nullish(),
  })
  .transform(({ name, companyID, branch }) => ({
    name,
    companyId: companyID,
    // Often the branch is called as the shop is, and only its second name says which one it is.
    branch: [branch?.name, branch?.subName].filter((part) => part && part !== name).join(", ") || null,
    address: branch?.address ?? [],
  }));

const line = z
  .object({
    name,
    quantity: numeral,
    quantityCode: label,
    freeText: text(2_000),
    unitPriceIncVAT: optionalAmount,
    totalAmountIncVAT: optionalAmount,
    vats: list(z.object({ VATRate: rate })),
    discounts: list(z.object({ amount: optionalAmount, percentage: rate, description: label })),
  })
  .transform(({ name, quantity, quantityCode, freeText, unitPriceIncVAT, totalAmountIncVAT, vats, discounts }) => ({
    name,
    quantity,
    unit: quantityCode,
    note: freeText,
    unitPrice: unitPriceIncVAT,
    total: totalAmountIncVAT,
    vatRates: vats.map((vat) => vat.VATRate).filter((value) => value !== null),
    discounts,
  }));

const vat = z
  .object({
    VATRate: rate,
    VATCode: label,
    totalVATAmount: optionalAmount,
    totalAmountExcVAT: optionalAmount,
    totalAmountIncVAT: optionalAmount,
  })
  .transform(({ VATRate, VATCode, totalVATAmount, totalAmountExcVAT, totalAmountIncVAT }) => ({
    rate: VATRate,
    code: VATCode,
    vat: totalVATAmount,
    excludingVat: totalAmountExcVAT,
    includingVat: totalAmountIncVAT,
  }));

/** ISO 4217, such as `EUR`. */
const currency = z
  .string()
  .trim()
  .regex(/^([A-Za-z]{3})?$/)
  .nullish()
  .transform((value) => value?.toUpperCase() || null);

const payment = z
  .object({
    type: label,
    amount,
    attributes: z.object({ cardType: label, maskedPAN: label, timeStamp: label, currencyISOCode: currency }).nullish(),
  })
  .transform(({ type, amount, attributes }) => ({
    type,
    amount,
    currency: attributes?.currencyISOCode ?? null,
    cardType: attributes?.cardType ?? null,
    // The last digits are enough to know one's card by, however much of it the sender masked.
    cardEnding: attributes?.maskedPAN?.replace(/\D/g, "").slice(-4) || null,
    paidAt: readTime(attributes?.timeStamp ?? null),
  }));

/** The document, transformed to `ReceiptContent`. */
export const heroJsonSchema = z
  .object({
    merchant: shop,
    products: list(line, MAX_LINES),
    vats: list(vat),
    payments: list(payment),
    freeText: text(10_000),
  })
  .transform(({ merchant, products, vats, payments, freeText }) => {
    const own = payments.find((one) => one.currency !== null)?.currency ?? DEFAULT_CURRENCY;
    return {
      shop: merchant,
      /** ISO 4217. Of all amounts but those of payments that name another. */
      currency: own,
      lines: products,
      vats,
      payments: payments.map((one) => ({ ...one, currency: one.currency ?? own })),
      note: freeText,
      total: sum(vats.map((row) => row.includingVat)) ?? sum(products.map((row) => row.total)),
    };
  });

/** What a receipt says. Amounts are integers in the currency's fractional unit; null is what the shop left out. */
export type ReceiptContent = z.output<typeof heroJsonSchema>;

/** The sum, or null when there is nothing to add up or a part of it is unknown. */
export function sum(amounts: (number | null)[]): number | null {
  const known = amounts.filter((value) => value !== null);
  return known.length > 0 && known.length === amounts.length ? known.reduce((total, value) => total + value) : null;
}

function readTime(value: string | null): Date | null {
  const time = new Date(value ?? Number.NaN);
  return Number.isNaN(time.getTime()) ? null : time;
}
