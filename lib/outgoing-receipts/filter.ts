import "server-only";
import { Prisma } from "@/prisma/generated/client";
import type { OutgoingReceiptState } from "@/prisma/generated/enums";

/** The states that a caller sees: a receipt that is being sent counts as queued. */
export const publicStates = ["queued", "sent", "rejected", "failed", "in_doubt"] as const;

export type PublicState = (typeof publicStates)[number];

/** The state of a receipt as a caller sees it. */
export function publicStateOf(state: OutgoingReceiptState): PublicState {
  return state === "SENDING" ? "queued" : (state.toLowerCase() as Lowercase<Exclude<typeof state, "SENDING">>);
}

/** The outgoing receipts that a list shows. A null field is no condition. */
export type OutgoingFilter = { state: PublicState | null; receiptheroId: string | null };

/**
 * The filter as an SQL condition. The states are literals in the query's text: with parameters, PostgreSQL could not use
 * the partial indexes.
 * @returns an expression over `r`, a row of "OutgoingReceipt"
 */
export function filterCondition({ state, receiptheroId }: OutgoingFilter): Prisma.Sql {
  const parts = [
    state && stateCondition(state),
    receiptheroId !== null && Prisma.sql`r."receiptheroId" = ${receiptheroId}`,
  ].filter((part) => part !== null && part !== false);
  return parts.length > 0 ? Prisma.join(parts, " AND ") : Prisma.sql`TRUE`;
}

function stateCondition(state: PublicState): Prisma.Sql {
  return state === "queued"
    ? Prisma.sql`r.state IN ('QUEUED', 'SENDING')`
    : Prisma.sql`r.state = ${Prisma.raw(`'${state.toUpperCase()}'`)}`;
}
