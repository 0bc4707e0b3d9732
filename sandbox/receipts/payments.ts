import { roundEvenly } from "./amounts.ts";
import type { HeroJson, HeroPayment } from "./hero-json.ts";
import type { ReceiptKind } from "./kinds.ts";
import type { Seed } from "./seeded-choices.ts";

/** The paid amount: the total in the currency's fractional unit, negative when money goes back. */
type Due = { total: number; currency: HeroJson["currencyISOCode"]; timeStamp: string; seed: Seed };

const PRE_AUTHORIZED = 15_000;
const VOUCHER = 500;
const GIFT_CARD = 1_000;

/** How a receipt of this kind is paid. All but points adds up to the total, in cash to the nearest five cents. */
export function makePayments(kind: ReceiptKind, due: Due): HeroPayment[] {
  const { total, timeStamp } = due;
  switch (kind) {
    case "cash":
      // Finland has no coins of one and two cents. Cash has no attributes, so the receipt alone says when it was.
      return [{ type: "CASH", amount: roundEvenly(total / 5) * 5 }];
    case "unsigned-return":
      return [card(due, { transactionType: "REFUND" })];
    case "fuel":
      return [card(due, { preAuthorizedAmount: PRE_AUTHORIZED })];
    case "discount":
      return [card(due, { APP: "MASTERCARD DEBIT", cardType: "DEBIT", maskedPAN: "525400******5100" })];
    case "loyalty":
      return [
        card(due, {}),
        { type: "LOYALTY", amount: Math.floor(total / 100), attributes: { cardType: "Loyalty card", timeStamp } },
      ];
    case "voucher":
      return [
        { type: "VOUCHER", amount: VOUCHER },
        { type: "GIFT CARD", amount: GIFT_CARD },
        card({ ...due, total: total - VOUCHER - GIFT_CARD }, {}),
      ];
    default:
      return [card(due, { transactionType: total < 0 ? "REFUND" : "PURCHASE" })];
  }
}

function card({ total, currency, timeStamp, seed }: Due, special: HeroPayment["attributes"]): HeroPayment {
  const attributes = {
    cardType: "Visa",
    maskedPAN: "************4242",
    timeStamp,
    terminalId: seed.digits(10, 8),
    referenceNumber: seed.digits(12, 12),
    authorizationCode: seed.digits(3, 6),
    transactionId: seed.hex(16),
    currencyISOCode: currency,
  };
  return { type: "CARD", amount: total, attributes: { ...attributes, ...special } };
}
