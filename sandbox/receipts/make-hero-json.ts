import type { Receipt } from "../state/schema.ts";
import { type Rate, splitVat, sumAmounts } from "./amounts.ts";
import { BASKETS } from "./baskets.ts";
import type { HeroAttachment, HeroJson, HeroProduct } from "./hero-json.ts";
import type { ReceiptKind } from "./kinds.ts";
import { makePayments } from "./payments.ts";
import type { Line } from "./products.ts";
import { type Seed, seedOf } from "./seeded-choices.ts";
import { shopTime } from "./shop-time.ts";

const VAT_CODES: Record<Rate, string> = { "25.5": "A", "13.5": "B", "10": "C", "0": "D" };
const RATES: Rate[] = ["25.5", "13.5", "10", "0"];

const TYPES: Partial<Record<ReceiptKind, HeroJson["type"]>> = {
  return: "RETURN",
  "unsigned-return": "RETURN",
  exchange: "PURCHASE_AND_RETURN",
};

const HELSINKI = { streetAddress: "Esimerkkikatu 1", city: "Helsinki", zipCode: "00100", country: "FI" };
/** By the Swedish border, where shops take kronor. */
const TORNIO = { streetAddress: "Rajakatu 2", city: "Tornio", zipCode: "95400", country: "Finland" };

const TICKET_VALID_MS = 90 * 24 * 60 * 60 * 1_000;

/**
 * The receipt as HeroJSON (section 2.4): amounts that add up, at today's Finnish VAT rates. The same receipt gives the
 * same content each time.
 */
export function makeHeroJson(receipt: Omit<Receipt, "content" | "formats">): HeroJson {
  const { receiptId, kind, merchantName, createdAt } = receipt;
  const seed = seedOf(receiptId);
  const lines = BASKETS[kind](seed);
  const total = sumAmounts(lines.map(amountsOf));
  const type = TYPES[kind] ?? "PURCHASE";
  const isForeign = kind === "foreign-currency";
  const currencyISOCode = isForeign ? "SEK" : "EUR";
  const timeStamp = shopTime(createdAt);

  return {
    type,
    receiptNumber: seed.digits(16, 8),
    ...(type === "PURCHASE" ? {} : { originalReceiptNumber: seed.digits(20, 8) }),
    receiptTimeStamp: timeStamp,
    currencyISOCode,
    totalPriceIncVAT: total.incVAT,
    totalPriceExcVAT: total.excVAT,
    totalVATAmount: total.VAT,
    merchant: {
      name: merchantName,
      companyID: `${seed.digits(0, 7)}-${seed.digits(7, 1)}`,
      branch: {
        id: "branch-1",
        posId: `pos-${seed.digits(8, 2)}`,
        name: merchantName,
        subName: isForeign ? "Rajalla" : "Kamppi",
        email: "shop@example.com",
        phone: "+358 9 000 0000",
        websiteURL: "https://shop.example.com",
        address: isForeign ? TORNIO : HELSINKI,
      },
    },
    products: lines.map(describeLine),
    vats: vatTable(lines),
    payments: makePayments(kind, { total: total.incVAT, currency: currencyISOCode, timeStamp, seed }),
    freeText: "Made by the ReceiptHero sandbox. Nothing here is real.",
    attachments: kind === "attachment" ? attachments(seed, shopTime(createdAt + TICKET_VALID_MS)) : [],
    customAttributes: kind === "attachment" ? [{ Door: "B" }, { key: "Doors open", value: "18:30" }] : [],
  };
}

function amountsOf({ incVAT, product }: Line) {
  return splitVat(incVAT, product.rate);
}

function describeLine(line: Line): HeroProduct {
  const { product, quantity, quantityCode, unitPriceDecimal, discounts, freeText } = line;
  const { excVAT, VAT, incVAT } = amountsOf(line);
  return {
    name: product.name,
    EANCode: product.ean,
    quantity,
    productId: product.ean.slice(-6),
    quantityCode,
    freeText,
    unitPriceIncVAT: product.unitPrice,
    unitPriceIncVATDecimal: unitPriceDecimal,
    totalAmountExcVAT: excVAT,
    totalAmountIncVAT: incVAT,
    vats: [{ VATRate: product.rate, VATAmount: VAT, totalAmountExcVAT: excVAT, totalAmountIncVAT: incVAT }],
    discounts,
    customAttributes: [],
  };
}

function vatTable(lines: Line[]): HeroJson["vats"] {
  return RATES.flatMap((rate) => {
    const taxed = lines.filter(({ product }) => product.rate === rate);
    if (taxed.length === 0) return [];
    const { excVAT, VAT, incVAT } = sumAmounts(taxed.map(amountsOf));
    return [
      {
        VATRate: rate,
        totalVATAmount: VAT,
        totalAmountExcVAT: excVAT,
        totalAmountIncVAT: incVAT,
        VATCode: VAT_CODES[rate],
      },
    ];
  });
}

function attachments(seed: Seed, validUntil: string): HeroAttachment[] {
  return [
    { type: "QRCODE", purpose: "TICKET", title: "Admission", data: `TICKET:${seed.hex(24)}`, validUntil },
    { type: "BARCODE", purpose: "RETURN", title: "Return this purchase", data: seed.digits(4, 12), validUntil },
    { type: "BARCODE", purpose: "VOUCHER", title: "10 % off next time", data: `SAVE${seed.digits(6, 8)}`, validUntil },
  ];
}
