import "server-only";
import { z } from "zod";
import { db } from "@/lib/db/client";
import { filterCondition, type PublicState } from "@/lib/outgoing-receipts/filter";
import { Prisma } from "@/prisma/generated/client";

/** The search of staff. @property q the ID of an outgoing receipt, or a ReceiptHero ID */
export type StaffFilter = { state: PublicState | null; q: string | null };

/**
 * The filter of staff as an SQL condition. A ReceiptHero ID may look like the ID of an outgoing receipt, which is tried
 * first.
 * @returns an expression over `r`, a row of "OutgoingReceipt"
 */
export async function matchCondition({ state, q }: StaffFilter): Promise<Prisma.Sql> {
  const isOurs =
    q !== null && z.uuid().safeParse(q).success && (await db().outgoingReceipt.count({ where: { id: q } })) > 0;
  const condition = filterCondition({ state, receiptheroId: isOurs ? null : q });
  return isOurs ? Prisma.sql`${condition} AND r.id = ${q}::uuid` : condition;
}
