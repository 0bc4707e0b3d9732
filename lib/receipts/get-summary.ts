import "server-only";
import { db } from "@/lib/db/client";
import { MAX_SHOP_NAME, nameOrNull } from "@/lib/forms/fields";
import type { Reader } from "@/lib/principal";
import { receiptheroIdSchema, receiptIdSchema } from "@/lib/receipthero/id";
import { receiptAccess } from "@/lib/receipts/access";

/** The data of a receipt that we have without asking ReceiptHero, or null. Another merchant's receipt is not found. */
export async function getReceiptSummary(reader: Reader, receiptheroId: string, receiptId: string) {
  if (!receiptheroIdSchema.safeParse(receiptheroId).success || !receiptIdSchema.safeParse(receiptId).success)
    return null;
  const found = await db().receipt.findUnique({
    where: { receiptheroId_receiptId: { receiptheroId, receiptId }, connection: { merchantId: reader.merchant.id } },
    select: {
      receiptheroId: true,
      receiptId: true,
      shopName: true,
      readyAt: true,
      connection: { select: { label: true, status: true, scopes: true } },
    },
  });
  if (!found) return null;
  const { connection, readyAt, shopName, ...receipt } = found;
  return {
    ...receipt,
    shopName: nameOrNull(shopName, MAX_SHOP_NAME),
    label: connection.label,
    access: receiptAccess(connection),
    isReady: readyAt !== null,
  };
}

export type Receipt = NonNullable<Awaited<ReturnType<typeof getReceiptSummary>>>;
