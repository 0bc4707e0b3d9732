import "server-only";
import { db } from "@/lib/db/client";
import { MAX_SHOP_NAME, nameOrNull } from "@/lib/forms/fields";
import type { Viewer } from "@/lib/principal";
import { receiptheroIdSchema, receiptIdSchema } from "@/lib/receipthero/id";
import { receiptAccess } from "@/lib/receipts/access";
import { type ReceiptState, receiptState } from "@/lib/receipts/state";
import type { ConnectionStatus } from "@/prisma/generated/enums";

type Row = {
  shopName: string | null;
  state: ReceiptState;
  label: string;
  status: ConnectionStatus;
  scopes: string[];
};

/** The data of a receipt that we have without asking ReceiptHero, or null. Another merchant's receipt is not found. */
export async function getReceiptSummary(viewer: Viewer, receiptheroId: string, receiptId: string) {
  if (!receiptheroIdSchema.safeParse(receiptheroId).success || !receiptIdSchema.safeParse(receiptId).success)
    return null;
  const [found] = await db().$queryRaw<Row[]>`
    SELECT r."shopName", ${receiptState} AS state, c.label, c.status, c.scopes
      FROM "Receipt" r JOIN "Connection" c USING ("receiptheroId")
     WHERE r."receiptheroId" = ${receiptheroId} AND r."receiptId" = ${receiptId}
       AND c."merchantId" = ${viewer.merchant.id}::uuid`;
  if (!found) return null;
  const { shopName, state, label } = found;
  return {
    receiptheroId,
    receiptId,
    shopName: nameOrNull(shopName, MAX_SHOP_NAME),
    state,
    label,
    access: receiptAccess(found),
  };
}

export type Receipt = NonNullable<Awaited<ReturnType<typeof getReceiptSummary>>>;
