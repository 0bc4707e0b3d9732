import { z } from "zod";

/**
 * Converts HeroJSON, receipthero-api.md section 2.4, to our own type. The fields that the documentation requires must
 * be present. Other unknown, missing or null fields are dropped. Amounts are validated strictly, because a wrong amount
 * is worse than none.
 */

/** The currency of a receipt whose payments name none. ReceiptHero is a Finnish service. */
const DEFAULT_CURRENCY = "EUR";

/** The largest amount in fractional units. The sum of all amounts of a receipt is still an exact integer. */
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

/** The documentation defines rates and quantities as strings. They are shown unchanged. */
const numeral = z
  .union([z.string().max(40), z.number()])
  .nullish()
  .transform((value) => (value == null ? null : String(value).trim() || null));
const rate = numeral.transform((value) => value?.replace(/\s*%$/, "") ?? null);

const name = z.string().trim().min(1).max(500);

/** An optional list. */
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
    // The branch often has the shop's name, and only its second name identifies it.
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
    // The last digits are enough to recognize a card, however many digits the sender masked.
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
      /** ISO 4217. It applies to all amounts except payments that name another currency. */
      currency: own,
      lines: products,
      vats,
      payments: payments.map((one) => ({ ...one, currency: one.currency ?? own })),
      note: freeText,
      total: sum(vats.map((row) => row.includingVat)) ?? sum(products.map((row) => row.total)),
    };
  });

/**
 * The content of a receipt. Amounts are integers in the currency's fractional unit; null for fields that the shop
 * omitted.
 */
export type ReceiptContent = z.output<typeof heroJsonSchema>;

/** The sum, or null when the list is empty or an amount is unknown. */
export function sum(amounts: (number | null)[]): number | null {
  const known = amounts.filter((value) => value !== null);
  return known.length > 0 && known.length === amounts.length ? known.reduce((total, value) => total + value) : null;
}

function readTime(value: string | null): Date | null {
  const time = new Date(value ?? Number.NaN);
  return Number.isNaN(time.getTime()) ? null : time;
}
