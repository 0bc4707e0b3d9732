import { z } from "zod";

/** The kinds of receipts that the sandbox makes up. sandbox/README.md says what is special about each. */
export const receiptKind = z.enum([
  "purchase",
  "return",
  "unsigned-return",
  "exchange",
  "cash",
  "fuel",
  "foreign-currency",
  "discount",
  "deposit",
  "loyalty",
  "voucher",
  "attachment",
]);

export type ReceiptKind = z.infer<typeof receiptKind>;

/** The kind of a receipt for which nobody chose one: the kind that its id begins with (`return-7`), or a purchase. */
export function kindOf(receiptId: string): ReceiptKind {
  return receiptKind.options.find((kind) => receiptId === kind || receiptId.startsWith(`${kind}-`)) ?? "purchase";
}
