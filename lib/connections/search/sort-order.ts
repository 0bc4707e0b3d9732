import "server-only";
import { z } from "zod";
import type { Condition, Table } from "@/lib/connections/search/conditions";
import type { Sort, SortColumn } from "@/lib/connections/search/sorts";
import { type Keyset, reversed, TEXT, TIME } from "@/lib/db/keyset";
import { ConnectionHealth } from "@/prisma/generated/enums";

/** The columns of a table's sort index, and the columns whose conditions limit the part of the index that is read. */
export type SortOrder = { table: Table; keys: Keyset; limitedBy: Condition["index"][] };

const id = { name: "receiptheroId", ...TEXT };
const health = { name: "health", type: '"ConnectionHealth"', values: z.enum(ConnectionHealth) };
const connectedAt = { name: "connectedAt", ...TIME, descending: true };
const lastNotificationAt = { name: "lastNotificationAt", ...TIME, descending: true, nullable: true };

/** The orders of the staff's list, and the one in which the API lists changes: those longest ago come first. */
export type SearchOrder = Sort | "updatedAt";

/** Each is an index of prisma/schema/connection.prisma or, for lastNotificationAt, of a migration. */
const ORDERS: Record<SortColumn | "updatedAt", SortOrder> = {
  business: { table: "listing", keys: [{ name: "business", ...TEXT }, id], limitedBy: [] },
  label: { table: "listing", keys: [{ name: "label", ...TEXT }, id], limitedBy: [] },
  health: { table: "connection", keys: [health, connectedAt, id], limitedBy: ["health"] },
  connectedAt: { table: "connection", keys: [connectedAt, id], limitedBy: ["health", "connectedAt"] },
  lastNotificationAt: { table: "connection", keys: [lastNotificationAt, id], limitedBy: ["health"] },
  updatedAt: { table: "connection", keys: [{ name: "updatedAt", ...TIME }, id], limitedBy: ["updatedAt"] },
  id: { table: "connection", keys: [id], limitedBy: [] },
};

/**
 * For a search in the texts: the listings have the time, too, so it reads no connection to sort. Not beside a condition
 * that limits the part of the other index.
 */
const CONNECTED_AT_OF_LISTINGS: SortOrder = { table: "listing", keys: [connectedAt, id], limitedBy: [] };

/** The sort order that a URL's `sort` names, for a search with these conditions. A minus means descending. */
export function orderOf(sort: SearchOrder, conditions: Condition[]): SortOrder {
  const usual = ORDERS[sort.replace("-", "") as SortColumn | "updatedAt"];
  const isLimited = conditions.some(({ index }) => usual.limitedBy.includes(index));
  const isOfTexts = !isLimited && conditions.some(({ table }) => table === "listing");
  const order = usual === ORDERS.connectedAt && isOfTexts ? CONNECTED_AT_OF_LISTINGS : usual;
  const isDescending = order.keys[0].descending ?? false;
  return sort.startsWith("-") === isDescending ? order : { ...order, keys: reversed(order.keys) };
}
