import { inMainUnit } from "./amounts.ts";
import type { SentHeroJson } from "./hero-json-schema.ts";

/** The lines of `hero_pdf`: the receipt as a till prints it. */
export function receiptLines(receiptId: string, receipt: SentHeroJson): string[] {
  const money = moneyIn(receipt.currencyISOCode);
  const { name, companyID, branch } = receipt.merchant;
  return [
    name,
    `${branch.address.streetAddress}, ${branch.address.zipCode} ${branch.address.city}`,
    `Company id ${companyID}`,
    `${TITLES[receipt.type]} ${receipt.receiptNumber}   ${receipt.receiptTimeStamp}`,
    ...(receipt.originalReceiptNumber ? [`Original receipt ${receipt.originalReceiptNumber}`] : []),
    `Receipt id ${receiptId}`,
    "",
    ...receipt.products.flatMap((product) => [
      `${product.quantity} ${product.quantityCode} x ${product.name}   ${money(product.totalAmountIncVAT)}`,
      ...(product.discounts ?? [])
        .filter(({ amount }) => amount !== 0)
        .map(({ amount, description }) => `    ${description}   -${money(amount)}`),
    ]),
    "",
    `Total   ${money(receipt.totalPriceIncVAT)}`,
    ...receipt.vats.map((vat) => `VAT ${vat.VATRate} %   ${money(vat.totalVATAmount)}`),
    ...paymentLines(receipt),
    ...(receipt.attachments ?? []).map(({ purpose, title, data }) => `${purpose} ${title ?? ""}   ${data}`),
    "",
    receipt.freeText ?? "",
  ];
}

/** The lines of `finvoice_pdf`: the same figures, laid out as an invoice. */
export function invoiceLines(receiptId: string, receipt: SentHeroJson, buyerName: string): string[] {
  const money = moneyIn(receipt.currencyISOCode);
  const { name, companyID } = receipt.merchant;
  return [
    `${receipt.type === "RETURN" ? "HYVITYSKUITTI" : "KUITTI"}   Finvoice 3.0`,
    "",
    `Seller   ${name}, ${companyID}`,
    `Buyer   ${buyerName}`,
    `Number   ${receipt.receiptNumber}`,
    ...(receipt.originalReceiptNumber ? [`Credits   ${receipt.originalReceiptNumber}`] : []),
    `Date   ${receipt.receiptTimeStamp.slice(0, 10)}`,
    `Receipt id   ${receiptId}`,
    "",
    ...receipt.products.map(
      ({ name: article, quantity, quantityCode, totalAmountExcVAT, totalAmountIncVAT }) =>
        `${article}   ${quantity} ${quantityCode}   ${money(totalAmountExcVAT)}   ${money(totalAmountIncVAT)}`,
    ),
    "",
    ...receipt.vats.map(
      (vat) => `VAT ${vat.VATRate} %   ${money(vat.totalAmountExcVAT)}   ${money(vat.totalVATAmount)}`,
    ),
    `Without VAT   ${money(receipt.totalPriceExcVAT)}`,
    `VAT   ${money(receipt.totalVATAmount)}`,
    `Total   ${money(receipt.totalPriceIncVAT)}`,
    ...paymentLines(receipt),
  ];
}

const TITLES: Record<SentHeroJson["type"], string> = {
  PURCHASE: "Receipt",
  RETURN: "Return",
  PURCHASE_AND_RETURN: "Exchange",
};

function paymentLines({ payments, currencyISOCode }: SentHeroJson): string[] {
  const money = moneyIn(currencyISOCode);
  return payments.map(({ type, amount }) =>
    type === "LOYALTY" ? `Points   ${amount}` : `Paid by ${type.toLowerCase()}   ${money(amount)}`,
  );
}

function moneyIn(currency: string) {
  return (amount: number) => `${inMainUnit(amount, currency, ".")} ${currency}`;
}
