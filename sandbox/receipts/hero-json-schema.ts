import { z } from "zod";

// HeroJSON as ReceiptHero's specification wants it from a sender (receipthero-api.md section 2.4): amounts are whole
// numbers in the fractional unit, rates and quantities are texts. Members that nobody documents are let through.
const text = z.string().min(1);
const amount = z.int();
const rate = z.string().regex(/^\d{1,2}([.,]\d{1,2})?$/, "must be a percentage as a text, such as 25.5");
const quantity = z.string().regex(/^-?\d+([.,]\d+)?$/, "must be a number as a text, such as 1 or 4,25");
const mainUnit = z.string().regex(/^-?\d+(,\d+)?$/, "must be in the main unit with a decimal comma, such as 7,95");
const timeStamp = z.iso.datetime({ offset: true, error: "must be ISO 8601 with an offset" });
const currency = z.string().regex(/^[A-Z]{3}$/, "must be a code of ISO 4217, such as EUR");
const customAttributes = z.array(z.record(z.string(), z.unknown())).optional();

const address = z.looseObject({ streetAddress: text, city: text, zipCode: text, country: text });

const merchant = z.looseObject({
  name: text,
  companyID: text,
  branch: z.looseObject({
    id: text,
    posId: text,
    name: text,
    subName: z.string().optional(),
    email: z.string().optional(),
    phone: z.string().optional(),
    websiteURL: z.string().optional(),
    address,
  }),
});

const product = z.looseObject({
  name: text,
  EANCode: z.string().optional(),
  quantity,
  productId: z.string().optional(),
  quantityCode: text,
  freeText: z.string().optional(),
  unitPriceIncVAT: amount,
  unitPriceIncVATDecimal: mainUnit.optional(),
  totalAmountExcVAT: amount,
  totalAmountIncVAT: amount,
  vats: z.array(
    z.looseObject({ VATRate: rate, VATAmount: amount, totalAmountExcVAT: amount, totalAmountIncVAT: amount }),
  ),
  discounts: z.array(z.looseObject({ amount, description: z.string(), percentage: z.string().optional() })).optional(),
  customAttributes,
});

const vat = z.looseObject({
  VATRate: rate,
  totalVATAmount: amount,
  totalAmountExcVAT: amount,
  totalAmountIncVAT: amount,
  VATCode: z.string().optional(),
});

const payment = z.looseObject({
  type: z.enum([
    "CARD",
    "CASH",
    "ONLINE",
    "GIFTCARD",
    "GIFT CARD",
    "VOUCHER",
    "LOYALTY",
    "MOBILEPAY",
    "CREDIT_TRANSFER",
    "OTHER",
  ]),
  amount,
  attributes: z
    .looseObject({
      transactionType: z.enum(["PURCHASE", "REFUND", "REVERSAL", "RETURN"]).optional(),
      cardType: z.string().optional(),
      APP: z.string().optional(),
      maskedPAN: z.string().optional(),
      timeStamp: timeStamp.optional(),
      currencyISOCode: currency.optional(),
      preAuthorizedAmount: amount.optional(),
    })
    .optional(),
});

const attachment = z.looseObject({
  type: z.enum(["BARCODE", "QRCODE"]),
  purpose: z.enum(["TICKET", "RETURN", "VOUCHER"]),
  title: z.string().optional(),
  data: text,
  validUntil: z.string().optional(),
});

/** HeroJSON that can be sent, and from which the other formats can be made. */
export const heroJsonSchema = z.looseObject({
  type: z.enum(["PURCHASE", "RETURN", "PURCHASE_AND_RETURN"]),
  receiptNumber: text,
  originalReceiptNumber: text.optional(),
  receiptTimeStamp: timeStamp,
  currencyISOCode: currency,
  totalPriceIncVAT: amount,
  totalPriceExcVAT: amount,
  totalVATAmount: amount,
  merchant,
  products: z.array(product),
  vats: z.array(vat),
  payments: z.array(payment),
  freeText: z.string().optional(),
  attachments: z.array(attachment).optional(),
  customAttributes,
});

export type SentHeroJson = z.infer<typeof heroJsonSchema>;
