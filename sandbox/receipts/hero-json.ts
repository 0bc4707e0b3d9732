import type { Rate } from "./amounts.ts";

// HeroJSON as the sandbox writes it (receipthero-api.md section 2.4). Amounts are in the currency's fractional unit.

export type HeroProduct = {
  name: string;
  EANCode: string;
  quantity: string;
  productId: string;
  quantityCode: string;
  freeText: string;
  unitPriceIncVAT: number;
  /** In the main unit, with a decimal comma. */
  unitPriceIncVATDecimal: string;
  totalAmountExcVAT: number;
  totalAmountIncVAT: number;
  vats: { VATRate: Rate; VATAmount: number; totalAmountExcVAT: number; totalAmountIncVAT: number }[];
  discounts: { amount: number; description: string; percentage: string }[];
  customAttributes: CustomAttribute[];
};

export type HeroPayment = {
  type: "CARD" | "CASH" | "GIFT CARD" | "VOUCHER" | "LOYALTY";
  /** Of the type LOYALTY: points, no money. */
  amount: number;
  attributes?: {
    transactionType?: "PURCHASE" | "REFUND";
    cardType?: string;
    APP?: string;
    maskedPAN?: string;
    timeStamp?: string;
    terminalId?: string;
    referenceNumber?: string;
    authorizationCode?: string;
    transactionId?: string;
    currencyISOCode?: string;
    preAuthorizedAmount?: number;
  };
};

export type HeroAttachment = {
  type: "BARCODE" | "QRCODE";
  purpose: "TICKET" | "RETURN" | "VOUCHER";
  title: string;
  data: string;
  validUntil: string;
};

/** One pair an object, or a key and a value: both are seen. */
type CustomAttribute = Record<string, string>;

export type HeroJson = {
  type: "PURCHASE" | "RETURN" | "PURCHASE_AND_RETURN";
  receiptNumber: string;
  originalReceiptNumber?: string;
  receiptTimeStamp: string;
  currencyISOCode: "EUR" | "SEK";
  totalPriceIncVAT: number;
  totalPriceExcVAT: number;
  totalVATAmount: number;
  merchant: {
    name: string;
    companyID: string;
    branch: {
      id: string;
      posId: string;
      name: string;
      subName: string;
      email: string;
      phone: string;
      websiteURL: string;
      address: { streetAddress: string; city: string; zipCode: string; country: string };
    };
  };
  products: HeroProduct[];
  vats: {
    VATRate: Rate;
    totalVATAmount: number;
    totalAmountExcVAT: number;
    totalAmountIncVAT: number;
    VATCode: string;
  }[];
  payments: HeroPayment[];
  freeText: string;
  attachments: HeroAttachment[];
  customAttributes: CustomAttribute[];
};
