import "server-only";
import { db } from "@/lib/db/client";
import { COLUMNS, type KeyReceipt, type OutgoingReceipt, withErrors } from "@/lib/outgoing-receipts/get";
import type { Staff } from "@/lib/principal";

/**
 * An outgoing receipt with its attempts, oldest first.
 * @property isStored whether the receipt is still stored, so that it can be sent
 * @property merchantId the merchant of the connection when the receipt was accepted
 */
export type StaffReceipt = KeyReceipt & {
  business: string | null;
  merchantId: string | null;
  apiKey: string | null;
  isStored: boolean;
  history: { number: number; startedAt: Date; endedAt: Date | null; problem: string | null; status: number | null }[];
};

type Row = OutgoingReceipt &
  Pick<StaffReceipt, "business" | "merchantId" | "apiKey" | "isStored"> & { errors: unknown };

/**
 * One outgoing receipt without its content, or null.
 * @param id a UUID
 */
export async function getForStaff(_staff: Staff, id: string): Promise<StaffReceipt | null> {
  const [row] = await db().$queryRaw<Row[]>`
    SELECT ${COLUMNS}, r.errors, r."merchantId", r."sealedBody" IS NOT NULL AS "isStored", m.name AS business, k.name AS "apiKey"
      FROM "OutgoingReceipt" r LEFT JOIN "Merchant" m ON m.id = r."merchantId" LEFT JOIN "ApiKey" k ON k.id = r."apiKeyId"
     WHERE r.id = ${id}::uuid`;
  if (!row) return null;
  const history = await db().outgoingReceiptAttempt.findMany({
    where: { outgoingReceiptId: id },
    orderBy: { number: "asc" },
    omit: { outgoingReceiptId: true },
  });
  return { ...withErrors(row), history };
}
