import "server-only";
import { z } from "zod";
import { db } from "@/lib/db/client";
import type { ApiKey } from "@/lib/principal";
import type { SendError } from "@/lib/receipthero/send-receipt";
import { Prisma } from "@/prisma/generated/client";
import type { OutgoingReceiptState } from "@/prisma/generated/enums";

/** An outgoing receipt without its content. */
export type OutgoingReceipt = {
  id: string;
  receiptheroId: string | null;
  state: OutgoingReceiptState;
  problem: string | null;
  attempts: number;
  createdAt: Date;
  nextAttemptAt: Date;
  finishedAt: Date | null;
};

/** An outgoing receipt for the API, with ReceiptHero's own errors. */
export type KeyReceipt = OutgoingReceipt & { errors: SendError[] };

/** SQL: the columns of `OutgoingReceipt`, of the row `r`. */
export const COLUMNS = Prisma.sql`
  r.id, r."receiptheroId", r.state, r.problem, r.attempts, r."createdAt", r."nextAttemptAt", r."finishedAt"`;

const errorsSchema = z.array(z.object({ error: z.string(), description: z.string() })).catch([]);

/** Reads the stored errors of a row. */
export function withErrors<Row extends { errors: unknown }>(row: Row): Row & { errors: SendError[] } {
  return { ...row, errors: errorsSchema.parse(row.errors) };
}

/**
 * One outgoing receipt, or null.
 * @param id a UUID
 */
export async function getForKey(_key: ApiKey<"receipts:write">, id: string): Promise<KeyReceipt | null> {
  const [row] = await db().$queryRaw<(OutgoingReceipt & { errors: unknown })[]>`
    SELECT ${COLUMNS}, r.errors FROM "OutgoingReceipt" r WHERE r.id = ${id}::uuid`;
  return row ? withErrors(row) : null;
}
