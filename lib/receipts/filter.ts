import "server-only";
import { z } from "zod";
import { allOf, escapeLike, readSearch } from "@/lib/db/conditions";
import { Prisma } from "@/prisma/generated/client";

/** Which receipts are listed: a part of the shop's name, and the first and last day of their arrival (YYYY-MM-DD). */
export type ReceiptFilter = { shop: string; from: string | null; to: string | null };

/** Lists all receipts. */
export const NO_FILTER: ReceiptFilter = { shop: "", from: null, to: null };

/** Years that PostgreSQL and ZIP files can write. */
const day = z.iso.date().refine((value) => value >= "2000" && value < "2100");

/** Reads a filter from a URL. Invalid values count as absent. */
export function readReceiptFilter(query: { shop?: unknown; from?: unknown; to?: unknown }): ReceiptFilter {
  return {
    shop: readSearch(query.shop),
    from: day.safeParse(query.from).data ?? null,
    to: day.safeParse(query.to).data ?? null,
  };
}

/** Writes a filter for a URL. */
export function filterParams({ shop, from, to }: ReceiptFilter): Record<string, string> {
  return { ...(shop !== "" && { shop }), ...(from !== null && { from }), ...(to !== null && { to }) };
}

/** SQL: whether the receipt `r` matches. Days are those of the server's time zone, in which the list shows them. */
export function matches({ shop, from, to }: ReceiptFilter): Prisma.Sql {
  return allOf([
    ...(from === null ? [] : [Prisma.sql`r."firstSeenAt" >= ${midnight(from, 0)}`]),
    ...(to === null ? [] : [Prisma.sql`r."firstSeenAt" < ${midnight(to, 1)}`]),
    ...(shop === "" ? [] : [Prisma.sql`r."shopName" ILIKE ${`%${escapeLike(shop)}%`}`]),
  ]);
}

function midnight(day: string, daysLater: number): Date {
  const time = new Date(`${day}T00:00:00`);
  time.setDate(time.getDate() + daysLater);
  return time;
}
