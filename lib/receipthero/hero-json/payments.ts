import { z } from "zod";
import { readTime } from "@/lib/receipthero/hero-json/time";
import {
  amount,
  currency,
  customAttributes,
  line,
  optionalAmount,
  strictList,
} from "@/lib/receipthero/hero-json/values";

/** The types of payment that have a word of their own. Senders also know others. */
const paymentTypes = [
  "CARD",
  "CASH",
  "ONLINE",
  "GIFTCARD",
  "VOUCHER",
  "MOBILEPAY",
  "CREDIT_TRANSFER",
  "OTHER",
] as const;
const knownType = z.enum(paymentTypes);

/** A type as it is written here: "gift card" is `GIFTCARD`. */
const typeKey = (type: string | null) =>
  type
    ?.toUpperCase()
    .replaceAll(/[\s-]+/g, "_")
    .replace("GIFT_CARD", "GIFTCARD") ?? null;

const isLoyalty = z
  .string()
  .transform((value) => typeKey(value.trim()))
  .pipe(z.literal("LOYALTY"));

const points = z
  .object({
    type: isLoyalty,
    /** They are no money: an odd number of points is absent. */
    amount: z.int().nullable().catch(null),
    attributes: z.object({ cardType: line() }).catch({ cardType: null }),
  })
  .transform(({ amount, attributes }) => ({ kind: "points" as const, points: amount, program: attributes.cardType }));

const attributes = z.object({
  transactionType: z.enum(["PURCHASE", "REFUND", "REVERSAL", "RETURN"]).nullable().catch(null),
  cardType: line(),
  APP: line(),
  maskedPAN: line(),
  timeStamp: z.unknown().optional().transform(readTime),
  currencyISOCode: currency,
  preAuthorizedAmount: optionalAmount,
  terminalId: line(),
  referenceNumber: line(),
  authorizationCode: line(),
  transactionId: line(),
});
const NO_ATTRIBUTES = attributes.parse({});

const payment = z
  .object({
    type: line(),
    amount,
    attributes: z.unknown().optional().transform(objectOrNull).pipe(attributes.nullable()),
    customAttributes,
  })
  .transform(({ type, amount, attributes, customAttributes }) => {
    const read = attributes ?? NO_ATTRIBUTES;
    return {
      kind: "money" as const,
      type: knownType.safeParse(typeKey(type)).data ?? null,
      /** A type that has no word here, as the shop wrote it. */
      otherType: type,
      amount,
      currency: read.currencyISOCode,
      transaction: read.transactionType,
      card: read.APP ?? read.cardType,
      // The last digits are enough to recognize a card, however many digits the sender masked.
      cardEnding: /(\d{4})$/.exec(read.maskedPAN ?? "")?.[1] ?? null,
      time: read.timeStamp,
      /** The amount that was reserved on the card before, as petrol stations do. */
      reserved: read.preAuthorizedAmount === amount ? null : read.preAuthorizedAmount,
      /** The references that a bank asks for when a payment is disputed. */
      references: {
        reference: read.referenceNumber,
        authorization: read.authorizationCode,
        terminal: read.terminalId,
        transaction: read.transactionId,
      },
      attributes: customAttributes,
    };
  });

/** The payments, with points apart from money. */
export const paymentList = strictList(z.union([points, payment])).transform((all) => ({
  payments: all.filter((one) => one.kind === "money"),
  points: all.filter((one) => one.kind === "points"),
}));

function objectOrNull(value: unknown): unknown {
  return typeof value === "object" && !Array.isArray(value) ? value : null;
}
