import "server-only";
import { z } from "zod";
import { allOf, escapeLike, readSearch } from "@/lib/db/conditions";
import { startOfDay } from "@/lib/i18n/time-zones";
import { Prisma } from "@/prisma/generated/client";

/**
 * Which receipts are listed: a part of the shop's name, and the first and last day of their arrival (YYYY-MM-DD) in the
 * reader's time zone, in which the list shows them.
 */
export type ReceiptFilter = { shop: string; from: string | null; to: string | null; zone: string };

/** Lists all receipts. */
export const NO_FILTER: ReceiptFilter = { shop: "", from: null, to: null, zone: "UTC" };

/** Years that PostgreSQL and ZIP files can write. */
const day = z.iso.date().refine((value) => value >= "2000" && value < "2100");

type Query = { shop?: unknown; from?: unknown; to?: unknown };

/**
 * Reads a filter from a URL. Invalid values count as absent.
 * @param zone the reader's time zone
 */
export function readReceiptFilter(query: Query, zone: string): ReceiptFilter {
  return {
    zone,
    shop: readSearch(query.shop),
    from: day.safeParse(query.from).data ?? null,
    to: day.safeParse(query.to).data ?? null,
  };
}

/** Writes a filter for a URL. */
export function filterParams({ shop, from, to }: Omit<ReceiptFilter, "zone">): Record<string, string> {
  return { ...(shop !== "" && { shop }), ...(from !== null && { from }), ...(to !== null && { to }) };
}

/** SQL: whether the receipt `r` matches. */
export function matches({ shop, from, to, zone }: ReceiptFilter): Prisma.Sql {
  return allOf([
    ...(from === null ? [] : [Prisma.sql`r."firstSeenAt" >= ${startOfDay(from, zone)}`]),
    ...(to === null ? [] : [Prisma.sql`r."firstSeenAt" < ${startOfDay(dayAfter(to), zone)}`]),
    ...(shop === "" ? [] : [Prisma.sql`r."shopName" ILIKE ${`%${escapeLike(shop)}%`}`]),
  ]);
}

function dayAfter(day: string): string {
  const time = new Date(day);
  time.setUTCDate(time.getUTCDate() + 1);
  return time.toISOString().slice(0, 10);
}
