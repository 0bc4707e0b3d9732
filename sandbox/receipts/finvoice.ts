import { inMainUnit, sum } from "./amounts.ts";
import type { SentHeroJson } from "./hero-json-schema.ts";
import { seedOf } from "./seeded-choices.ts";
import { element, type Xml, xmlDocument } from "./xml.ts";

/** Finvoice's own sample account: what is paid already is paid to no account. */
const NO_ACCOUNT = "FI2112345600000785";

type Amount = (name: string, amount: number) => Xml;

/**
 * The receipt as Finvoice 3.0. sandbox/README.md lists the elements; their order is the schema's.
 * @param buyerName who bought: the account holder
 */
export function makeFinvoice(receiptId: string, receipt: SentHeroJson, buyerName: string): string {
  const { currencyISOCode } = receipt;
  const money: Amount = (name, amount) =>
    element(name, inMainUnit(amount, currencyISOCode, ","), { AmountCurrencyIdentifier: currencyISOCode });
  const reference = seedOf(receiptId).hex(32);
  const children = [
    transmission(receipt, reference),
    seller(receipt),
    element("SellerOrganisationUnitNumber", cut(receipt.merchant.branch.id, 35)),
    element("SellerSiteCode", cut(receipt.merchant.branch.posId, 35)),
    sellerCommunication(receipt),
    element("BuyerPartyDetails", [element("BuyerOrganisationName", cut(buyerName, 70))]),
    invoice(receipt, money),
    element("PaymentStatusDetails", [
      element("PaymentStatusCode", "PAID"),
      element("PaymentMethodText", cut(receipt.payments.map(({ type }) => type).join(", "), 70)),
    ]),
    ...receipt.products.map((product, index) => row(product, index, currencyISOCode, money)),
    payment(receipt, reference, money),
  ];
  return xmlDocument(
    element("Finvoice", children, {
      Version: "3.0",
      "xmlns:xsi": "http://www.w3.org/2001/XMLSchema-instance",
      "xsi:noNamespaceSchemaLocation": "Finvoice3.0.xsd",
    }),
  );
}

function transmission({ merchant, receiptTimeStamp }: SentHeroJson, reference: string): Xml {
  return element("MessageTransmissionDetails", [
    element("MessageSenderDetails", [
      element("FromIdentifier", cut(merchant.companyID, 35)),
      element("FromIntermediator", "RECEIPTHERO-SANDBOX"),
    ]),
    element("MessageReceiverDetails", [
      element("ToIdentifier", "RECEIPTHERO"),
      element("ToIntermediator", "RECEIPTHERO-SANDBOX"),
    ]),
    element("MessageDetails", [element("MessageIdentifier", reference), element("MessageTimeStamp", receiptTimeStamp)]),
  ]);
}

function seller({ merchant: { name, companyID, branch } }: SentHeroJson): Xml {
  const { streetAddress, city, zipCode, country } = branch.address;
  return element("SellerPartyDetails", [
    element("SellerPartyIdentifier", cut(companyID, 35)),
    element("SellerOrganisationName", cut(name, 70)),
    element("SellerPostalAddressDetails", [
      element("SellerStreetName", cut(streetAddress, 35)),
      element("SellerTownName", cut(city, 35)),
      element("SellerPostCodeIdentifier", cut(zipCode, 35)),
      /^[A-Z]{2}$/.test(country) ? element("CountryCode", country) : element("CountryName", cut(country, 35)),
    ]),
  ]);
}

function sellerCommunication({ merchant: { branch } }: SentHeroJson): Xml | null {
  const { phone, email } = branch;
  if (!phone && !email) return null;
  return element("SellerCommunicationDetails", [
    phone ? element("SellerPhoneNumberIdentifier", cut(phone, 35)) : null,
    email ? element("SellerEmailaddressIdentifier", cut(email, 70)) : null,
  ]);
}

function invoice(receipt: SentHeroJson, money: Amount): Xml {
  const { type, originalReceiptNumber, totalPriceIncVAT } = receipt;
  const isReturn = type === "RETURN";
  const paid = sum(receipt.payments.filter((one) => one.type !== "LOYALTY").map(({ amount }) => amount));
  return element("InvoiceDetails", [
    element("InvoiceTypeCode", isReturn ? "INV02" : "INV01"),
    element("InvoiceTypeCodeUN", isReturn ? "381" : "380"),
    element("InvoiceTypeText", isReturn ? "HYVITYSKUITTI" : "KUITTI"),
    element("OriginCode", "Original"),
    element("InvoiceNumber", cut(receipt.receiptNumber, 20)),
    date("InvoiceDate", receipt.receiptTimeStamp),
    originalReceiptNumber ? element("OriginalInvoiceNumber", cut(originalReceiptNumber, 20)) : null,
    money("InvoiceTotalVatExcludedAmount", receipt.totalPriceExcVAT),
    money("InvoiceTotalVatAmount", receipt.totalVATAmount),
    money("InvoiceTotalVatIncludedAmount", totalPriceIncVAT),
    money("InvoiceTotalRoundoffAmount", paid - totalPriceIncVAT),
    money("InvoicePaidAmount", paid),
    ...receipt.vats.map((vat) =>
      element("VatSpecificationDetails", [
        money("VatBaseAmount", vat.totalAmountExcVAT),
        element("VatRatePercent", percentage(vat.VATRate)),
        element("VatCode", vatCode(vat.VATRate)),
        money("VatRateAmount", vat.totalVATAmount),
      ]),
    ),
    receipt.freeText ? element("InvoiceFreeText", cut(receipt.freeText, 512)) : null,
  ]);
}

function row(product: SentHeroJson["products"][number], index: number, currency: string, money: Amount): Xml {
  const quantity = product.quantity.replace(".", ",");
  const unit = { QuantityUnitCode: cut(product.quantityCode, 14) };
  const [vat] = product.vats;
  const [discount] = product.discounts?.filter(({ amount }) => amount !== 0) ?? [];
  return element("InvoiceRow", [
    product.productId ? element("ArticleIdentifier", cut(product.productId, 70)) : null,
    element("ArticleName", cut(product.name, 100)),
    /^\d{8,14}$/.test(product.EANCode ?? "") ? element("EanCode", product.EANCode ?? "") : null,
    element("DeliveredQuantity", quantity, unit),
    element("InvoicedQuantity", quantity, unit),
    element(
      "UnitPriceVatIncludedAmount",
      product.unitPriceIncVATDecimal ?? inMainUnit(product.unitPriceIncVAT, currency, ","),
      { AmountCurrencyIdentifier: currency },
    ),
    element("RowPositionIdentifier", String(index + 1)),
    product.freeText ? element("RowFreeText", cut(product.freeText, 512)) : null,
    ...(discount
      ? [
          discount.percentage ? element("RowDiscountPercent", percentage(discount.percentage)) : null,
          money("RowDiscountAmount", discount.amount),
          discount.description ? element("RowDiscountTypeText", cut(discount.description, 35)) : null,
        ]
      : []),
    ...(vat
      ? [element("RowVatRatePercent", percentage(vat.VATRate)), element("RowVatCode", vatCode(vat.VATRate))]
      : []),
    money("RowVatAmount", product.totalAmountIncVAT - product.totalAmountExcVAT),
    money("RowVatExcludedAmount", product.totalAmountExcVAT),
    money("RowAmount", product.totalAmountIncVAT),
  ]);
}

function payment({ merchant, receiptTimeStamp }: SentHeroJson, reference: string, money: Amount): Xml {
  return element("EpiDetails", [
    element("EpiIdentificationDetails", [date("EpiDate", receiptTimeStamp), element("EpiReference", reference)]),
    element("EpiPartyDetails", [
      element("EpiBfiPartyDetails", []),
      element("EpiBeneficiaryPartyDetails", [
        element("EpiNameAddressDetails", cut(merchant.name, 35)),
        element("EpiAccountID", NO_ACCOUNT, { IdentificationSchemeName: "IBAN" }),
      ]),
    ]),
    element("EpiPaymentInstructionDetails", [
      money("EpiInstructedAmount", 0),
      element("EpiCharge", "SHA", { ChargeOption: "SHA" }),
      date("EpiDateOptionDate", receiptTimeStamp),
    ]),
  ]);
}

/** The day in the shop, which is what an ISO time with the shop's offset begins with. */
function date(name: string, time: string): Xml {
  return element(name, time.slice(0, 10).replaceAll("-", ""), { Format: "CCYYMMDD" });
}

function percentage(rate: string): string {
  return rate.replace(".", ",");
}

/** UNTDID 5305: standard or reduced rate, or zero. */
function vatCode(rate: string): string {
  return Number(rate.replace(",", ".")) === 0 ? "Z" : "S";
}

function cut(text: string, longest: number): string {
  return [...text].slice(0, longest).join("");
}
