import type { Route } from "next";

/** The list of outgoing receipts. */
export const OUTGOING_RECEIPTS = "/admin/outgoing-receipts";

/** The path of the list with a query. Null and empty parameters are omitted. */
export function outgoingReceiptsPath(query: Record<string, string | null>): Route {
  const given = Object.entries(query).filter((entry): entry is [string, string] => Boolean(entry[1]));
  if (given.length === 0) return OUTGOING_RECEIPTS;
  return `${OUTGOING_RECEIPTS}?${new URLSearchParams(given)}`;
}

/** The path of an outgoing receipt's page. */
export function outgoingReceiptPath(id: string): `/admin/outgoing-receipts/${string}` {
  return `/admin/outgoing-receipts/${id}`;
}
