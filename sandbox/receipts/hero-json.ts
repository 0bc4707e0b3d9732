import { createHash } from "node:crypto";
import type { Receipt } from "../state/schema.ts";

type Product = { name: string; ean: string; unitPrice: number; quantity: number; rate: "14.0" | "25.5" };

// Prices are in cents and include VAT. Food is taxed at 14 %, the rest at 25.5 %.
const SHELF: Omit<Product, "quantity">[] = [
  { name: "Coffee, dark roast 500 g", ean: "6400000000015", unitPrice: 795, rate: "14.0" },
  { name: "Rye bread", ean: "6400000000022", unitPrice: 249, rate: "14.0" },
  { name: "Oat milk 1 l", ean: "6400000000039", unitPrice: 219, rate: "14.0" },
  { name: "Copy paper A4, 500 sheets", ean: "6400000000046", unitPrice: 649, rate: "25.5" },
  { name: "Ballpoint pens, 4 pcs", ean: "6400000000053", unitPrice: 599, rate: "25.5" },
  { name: "Cleaning spray 750 ml", ean: "6400000000060", unitPrice: 375, rate: "25.5" },
];

/** The parts of a total, in cents: `excVAT + VAT = incVAT`, always. */
type Amounts = { excVAT: number; VAT: number; incVAT: number };

/** The receipt as HeroJSON (section 2.4): amounts in cents that add up. The same receipt id gives the same purchase. */
export function makeHeroJson(receipt: Receipt) {
  const seed = createHash("sha256").update(receipt.receiptId).digest();
  const digits = (from: number, count: number) =>
    Array.from({ length: count }, (_, index) => (seed[(from + index) % seed.length] ?? 0) % 10).join("");
  const products = choosePurchase(seed);
  const total = sum(products.map(amountsOf));

  return {
    type: "PURCHASE",
    merchant: {
      name: receipt.merchantName,
      companyID: `${digits(0, 7)}-${digits(7, 1)}`,
      branch: {
        id: "branch-1",
        posId: `pos-${digits(8, 2)}`,
        name: receipt.merchantName,
        subName: "Kamppi",
        email: "shop@example.com",
        phone: "+358 9 000 0000",
        websiteURL: "https://shop.example.com",
        address: { streetAddress: "Esimerkkikatu 1", city: "Helsinki", zipCode: "00100", country: "FI" },
      },
    },
    products: products.map(describeProduct),
    vats: (["14.0", "25.5"] as const)
      .map((rate) => ({ rate, amounts: sum(products.filter((product) => product.rate === rate).map(amountsOf)) }))
      .filter(({ amounts }) => amounts.incVAT > 0)
      .map(({ rate, amounts }) => ({
        VATRate: rate,
        totalVATAmount: amounts.VAT,
        totalAmountExcVAT: amounts.excVAT,
        totalAmountIncVAT: amounts.incVAT,
        VATCode: rate === "14.0" ? "B" : "A",
      })),
    payments: [
      {
        type: "CARD",
        amount: total.incVAT,
        attributes: {
          cardType: "Visa",
          maskedPAN: "************4242",
          timeStamp: new Date(receipt.createdAt).toISOString(),
          terminalId: digits(10, 8),
          referenceNumber: digits(12, 12),
          authorizationCode: digits(3, 6),
          transactionId: seed.toString("hex", 0, 8),
          currencyISOCode: "EUR",
        },
      },
    ],
    freeText: "Made by the ReceiptHero sandbox. Nothing here is real.",
  };
}

export type HeroJson = ReturnType<typeof makeHeroJson>;

function choosePurchase(seed: Buffer): Product[] {
  return SHELF.flatMap((item, index) => {
    const quantity = (seed[index] ?? 0) % 3;
    // One of each kind is always bought, so that both VAT rates are on every receipt.
    const always = index === 0 || index === 3;
    return quantity > 0 || always ? [{ ...item, quantity: Math.max(quantity, 1) }] : [];
  });
}

function amountsOf(product: Product): Amounts {
  const incVAT = product.unitPrice * product.quantity;
  const rate = Number(product.rate);
  const VAT = Math.round((incVAT * rate) / (100 + rate));
  return { incVAT, VAT, excVAT: incVAT - VAT };
}

function sum(amounts: Amounts[]): Amounts {
  return amounts.reduce(
    (total, next) => ({
      excVAT: total.excVAT + next.excVAT,
      VAT: total.VAT + next.VAT,
      incVAT: total.incVAT + next.incVAT,
    }),
    { excVAT: 0, VAT: 0, incVAT: 0 },
  );
}

function describeProduct(product: Product) {
  const { excVAT, VAT, incVAT } = amountsOf(product);
  return {
    name: product.name,
    EANCode: product.ean,
    quantity: String(product.quantity),
    productId: product.ean.slice(-6),
    quantityCode: "pcs",
    freeText: "",
    unitPriceIncVAT: product.unitPrice,
    unitPriceIncVATDecimal: product.unitPrice.toFixed(2),
    totalAmountExcVAT: excVAT,
    totalAmountIncVAT: incVAT,
    vats: [{ VATRate: product.rate, VATAmount: VAT, totalAmountExcVAT: excVAT, totalAmountIncVAT: incVAT }],
    discounts: [],
    customAttributes: [],
  };
}
