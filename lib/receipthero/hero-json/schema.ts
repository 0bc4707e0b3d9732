import { z } from "zod";
import { currencyDecimals, DECIMAL } from "@/lib/i18n/money";
import { paymentList } from "@/lib/receipthero/hero-json/payments";
import { readTime, readTimeOrDay } from "@/lib/receipthero/hero-json/time";
import {
  block,
  currency,
  customAttributes,
  lenientList,
  line,
  numeral,
  optionalAmount,
  rate,
  strictList,
} from "@/lib/receipthero/hero-json/values";

/**
 * Converts HeroJSON, receipthero-api.md section 2.4, to our own type. Money, currency and the receipt's type are
 * validated strictly, because a wrong amount is worse than none. Everything else counts as absent when it is odd.
 * Nothing is recomputed, and signs stay as they are.
 */

/** The currency of a receipt that names none. ReceiptHero is a Finnish service. */
const DEFAULT_CURRENCY = "EUR";

const MAX_LINES = 2_000;
/** The most lines, discounts, rates and attributes together. Drawing 80,000 kept other requests waiting for seconds. */
const MAX_PARTS = 3_000;
const MAX_ATTACHMENTS = 20;

const type = z
  .string()
  .transform((value) => value.trim().toUpperCase())
  .pipe(z.enum(["", "PURCHASE", "RETURN", "PURCHASE_AND_RETURN"]))
  .nullish()
  // Old senders have no types.
  .transform((value) => value || "PURCHASE");

const address = z
  .object({ streetAddress: line(), zipCode: line(), city: line(), country: line() })
  .transform(({ streetAddress, zipCode, city, country }) =>
    [streetAddress, [zipCode, city].filter(Boolean).join(" "), country].filter((part) => part !== null && part !== ""),
  )
  .catch([]);

const branch = z
  .object({ name: line(), subName: line(), phone: line(), email: line(), websiteURL: line(), address })
  .catch({ name: null, subName: null, phone: null, email: null, websiteURL: null, address: [] });

const shop = z
  .object({ name: line(), companyID: line(), branch, address })
  .catch({ name: null, companyID: null, branch: branch.parse(null), address: [] })
  .transform(({ name, companyID, branch, address }) => {
    const known = name ?? branch.name;
    return {
      name: known,
      companyId: companyID,
      // The branch often has the shop's name, and only its second name identifies it.
      branch: [branch.name, branch.subName].filter((part) => part && part !== known).join(", ") || null,
      // Some senders put the address beside the branch.
      address: branch.address.length > 0 ? branch.address : address,
      contact: [branch.phone, branch.email, branch.websiteURL].filter((part) => part !== null),
    };
  });

const discount = z.object({ amount: optionalAmount, percentage: rate, description: line() });

const product = z
  .object({
    name: line(),
    EANCode: line(),
    productId: line(),
    quantity: numeral,
    quantityCode: line(40),
    freeText: block(2_000),
    unitPriceIncVAT: optionalAmount,
    unitPriceIncVATDecimal: numeral,
    totalAmountIncVAT: optionalAmount,
    vats: lenientList(z.object({ VATRate: rate }), 20),
    discounts: strictList(discount),
    customAttributes,
  })
  .transform((read) => ({
    name: read.name,
    ean: read.EANCode,
    productId: read.productId,
    quantity: read.quantity,
    unit: read.quantityCode,
    note: read.freeText,
    unitPrice: read.unitPriceIncVAT,
    decimalPrice: read.unitPriceIncVATDecimal,
    total: read.totalAmountIncVAT,
    vatRates: read.vats.map((vat) => vat.VATRate).filter((value) => value !== null),
    discounts: read.discounts
      .filter((one) => one.amount !== 0 && (one.amount !== null || one.description !== null))
      .map((one) => ({
        description: one.description,
        percentage: one.percentage === "0" ? null : one.percentage,
        // Some senders write a discount as a negative number, others as a positive one. It always lessens its line.
        amount: one.amount === null ? null : Math.abs(one.amount) * ((read.totalAmountIncVAT ?? 0) < 0 ? 1 : -1),
      })),
    attributes: read.customAttributes,
  }));

const vat = z
  .object({
    VATRate: rate,
    totalVATAmount: optionalAmount,
    totalAmountExcVAT: optionalAmount,
    totalAmountIncVAT: optionalAmount,
  })
  .transform(({ VATRate, totalVATAmount, totalAmountExcVAT, totalAmountIncVAT }) => ({
    rate: VATRate,
    vat: totalVATAmount,
    excludingVat: totalAmountExcVAT,
    includingVat: totalAmountIncVAT,
  }));

/** A bar code or a QR code. Its data is not changed, because a scanner reads it. */
const attachment = z.object({
  type: z.enum(["BARCODE", "QRCODE"]),
  purpose: z.enum(["TICKET", "RETURN", "VOUCHER"]).nullable().catch(null),
  title: line(),
  data: z
    .string()
    .max(4_000)
    .refine((value) => value.trim() !== ""),
  validUntil: z.unknown().optional().transform(readTimeOrDay),
});

const document = z.object({
  type,
  receiptNumber: line(),
  originalReceiptNumber: line(),
  receiptTimeStamp: z.unknown().optional().transform(readTime),
  currencyISOCode: currency,
  totalPriceIncVAT: optionalAmount,
  totalPriceExcVAT: optionalAmount,
  totalVATAmount: optionalAmount,
  merchant: shop,
  products: strictList(product, MAX_LINES),
  vats: strictList(vat),
  payments: paymentList,
  freeText: block(10_000),
  attachments: lenientList(attachment, MAX_ATTACHMENTS),
  customAttributes,
});

/** How many parts of a receipt are drawn that a sender could repeat without end. */
function countParts({ products, vats, payments }: z.output<typeof document>): number {
  const ofLines = products.map((line) => 1 + line.discounts.length + line.vatRates.length + line.attributes.length);
  return [...ofLines, ...payments.payments.map((one) => 1 + one.attributes.length), vats.length].reduce(
    (total, parts) => total + parts,
  );
}

/** The document, transformed to `ReceiptContent`. */
export const heroJsonSchema = document.transform((read, context) => {
  if (countParts(read) > MAX_PARTS) {
    context.addIssue("there are too many parts");
    return z.NEVER;
  }
  const { payments, points } = read.payments;
  const named = read.currencyISOCode ?? payments.find((one) => one.currency !== null)?.currency ?? null;
  const currency = named ?? DEFAULT_CURRENCY;
  const stated = read.totalPriceIncVAT;
  const vatTotal = sum(read.vats.map((row) => row.includingVat));
  return {
    type: read.type,
    number: read.receiptNumber,
    originalNumber: read.originalReceiptNumber,
    time: read.receiptTimeStamp,
    shop: read.merchant,
    /** ISO 4217. It applies to all amounts except payments that name another currency. */
    currency,
    isCurrencyAssumed: named === null,
    lines: read.products.map(({ decimalPrice, ...rest }) => ({
      ...rest,
      /** A price that is finer than the currency, in its main unit. */
      finePrice: finerPrice(decimalPrice, rest.unitPrice, currencyDecimals(currency)),
    })),
    vats: read.vats,
    /** The totals of all rates, as the receipt states them. */
    vatTotals: { excludingVat: read.totalPriceExcVAT, vat: read.totalVATAmount, includingVat: stated },
    payments: payments.map((one) => ({ ...one, currency: one.currency ?? currency })),
    points,
    note: read.freeText,
    attachments: read.attachments,
    attributes: read.customAttributes,
    total: stated ?? vatTotal ?? sum(read.products.map((row) => row.total)),
    /** The sum of the VAT table, when the receipt states another total. */
    otherTotal: stated !== null && vatTotal !== stated ? vatTotal : null,
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

/**
 * A price with more decimals than the currency has, such as that of a litre. One that does not round to the whole price
 * is dropped, because senders disagree about its unit.
 */
function finerPrice(decimal: string | null, price: number | null, decimals: number): string | null {
  if (decimal === null || !DECIMAL.test(decimal) || decimal.length > 20) return null;
  const [, fraction = ""] = decimal.split(".");
  const agrees = price === null || Math.abs(Number(decimal) * 10 ** decimals - price) < 1;
  return agrees && (price === null || fraction.length > decimals) ? decimal : null;
}
