import "server-only";
import {
  type Candidates,
  candidatesOf,
  findCandidates,
  indexedParts,
  whichMatch,
  without,
} from "@/lib/connections/search/candidates";
import { estimateRows } from "@/lib/connections/search/estimate-rows";
import {
  type ConnectionFilter,
  connectionConditions,
  NO_FILTER,
  normalizeFilter,
} from "@/lib/connections/search/filter";
import {
  isAfter,
  keysetRange,
  type Order,
  orderBy,
  orderOf,
  type Position,
  positionOf,
  readPosition,
  writePosition,
} from "@/lib/connections/search/sort-order";
import type { ListQuery } from "@/lib/connections/search/url-params";
import type { Transaction } from "@/lib/db/client";
import { withIndexScansOnly } from "@/lib/db/index-scans";
import { Prisma } from "@/prisma/generated/client";
import type { ConnectionHealth } from "@/prisma/generated/enums";

/** How many rows a page has. */
export const PAGE_SIZE = 50;

/** How many rows are tried first, and how many matches among them say that a page is not far. */
const NEARBY = 250;
const SEVERAL = 5;

/** How much more a candidate costs when what it is sorted by stands in the other table. */
const LOOKUP = 2;

/** How many of the candidates for a page are tried first. */
const FIRST = 2_000;

/** How many rows are gone through at a time. */
const STRETCH = 10_000;

export type ListedConnection = {
  receiptheroId: string;
  business: string;
  label: string;
  health: ConnectionHealth;
  scopes: string[];
  connectedAt: Date;
  lastNotificationAt: Date | null;
  /** Read only when it is shown: it may be long. */
  metadata: Record<string, unknown> | null;
  revokingSince: Date | null;
  revocationError: string | null;
};

export type ConnectionPage = {
  connections: ListedConnection[];
  /** What `before` and `after` are for the neighbouring pages; null where there is none. */
  previous: string | null;
  next: string | null;
  /** How many match in all, when that was found out on the way. */
  total: number | null;
};

type View = Pick<ListQuery, "sort" | "after" | "before"> & { withMetadata: boolean };

/** A way through an order, and what is wanted of it. */
type Search = {
  filter: ConnectionFilter;
  order: Order;
  backwards: boolean;
  /** The conditions that the order's index begins with, and the filter without them. */
  within: Prisma.Sql[];
  rest: ConnectionFilter;
  from: Position | null;
  withMetadata: boolean;
};
type Row = ListedConnection & { position: Position };
type Found = { rows: Row[]; total: number | null };

/**
 * A page of the connections that match a filter. The caller has made sure that the partner's staff is asking.
 *
 * What it costs depends neither on how many connections there are nor on how far the page is from the first: see
 * docs/decisions/0013-a-million-connections.md.
 * @param view a position that does not fit the sort counts as none
 */
export function searchConnections(asked: ConnectionFilter, view: View): Promise<ConnectionPage> {
  const filter = normalizeFilter(asked);
  const { order, backwards, column } = orderOf(view.sort);
  const search = { filter, order, backwards, withMetadata: view.withMetadata, ...splitBy(column, filter) };
  const after = readPosition(order, view.after);
  const before = after ? null : readPosition(order, view.before);
  return withIndexScansOnly(async (tx) => {
    if (before) {
      const { rows, total } = await find(tx, { ...search, backwards: !backwards, from: before });
      // With less than a page before it, the first page is shown, and as full as any.
      if (rows.length > PAGE_SIZE)
        return toPage(rows.slice(0, PAGE_SIZE).reverse(), total, { previous: true, next: true });
    }
    const { rows, total } = await find(tx, { ...search, from: after });
    return toPage(rows.slice(0, PAGE_SIZE), total, { previous: after !== null, next: rows.length > PAGE_SIZE });
  });
}

/** Which parts of a filter the index of a sort begins with, so that nothing else is gone through. */
function splitBy(
  column: ReturnType<typeof orderOf>["column"],
  filter: ConnectionFilter,
): Pick<Search, "within" | "rest"> {
  const hasHealth = column === "health" || column === "connectedAt" || column === "lastNotificationAt";
  const { health } = hasHealth ? filter : NO_FILTER;
  const { from, to } = column === "connectedAt" ? filter : NO_FILTER;
  return {
    within: connectionConditions({ ...NO_FILTER, health, from, to }),
    rest: {
      ...filter,
      health: health ? null : filter.health,
      from: from ? null : filter.from,
      to: to ? null : filter.to,
    },
  };
}

/**
 * The rows of a page and one more. What matches often is found along the order; what matches rarely an index tells. Which
 * it is, the rows nearby tell. What matches often and is nowhere near is looked up and sorted.
 */
async function find(tx: Transaction, search: Search): Promise<Found> {
  const nearby = await goThrough(tx, search, NEARBY);
  if (nearby.length > PAGE_SIZE) return { rows: nearby, total: null };

  let stretch = STRETCH;
  if (nearby.length < SEVERAL) {
    const ids = await findCandidates(tx, search.filter);
    if (ids) return sortFew(tx, search, ids);
    stretch = await likelyStretch(tx, search, nearby.length);
  }
  const rows = stretch > 0 ? await goThrough(tx, search, stretch) : [];
  if (rows.length > PAGE_SIZE) return { rows, total: null };
  return (await sortMany(tx, search)) ?? { rows: await goOn(tx, search), total: null };
}

/**
 * How many rows of the order to try, if matches are spread evenly: none when it is less work to sort them all, or when
 * there are far fewer nearby than there would be.
 * @param nearby how many there are among the first rows
 */
async function likelyStretch(tx: Transaction, { filter, rest }: Search, nearby: number): Promise<number> {
  const matches = await estimateRows(tx, filter);
  const all = await estimateRows(tx, without(filter, rest));
  if ((NEARBY * matches) / Math.max(all, 1) > 2 * (nearby + SEVERAL)) return 0;
  const rows = Math.ceil((2 * PAGE_SIZE * all) / Math.max(matches, 1));
  return rows > Math.min(matches, STRETCH) ? 0 : rows;
}

/** Goes through the order to its end, if need be. */
async function goOn(tx: Transaction, search: Search): Promise<Row[]> {
  const rows: Row[] = [];
  let from = search.from;
  do {
    const stretch = { ...search, from };
    rows.push(...(await goThrough(tx, stretch, STRETCH)));
    from = rows.length > PAGE_SIZE ? null : await endOf(tx, stretch);
  } while (from);
  return rows.slice(0, PAGE_SIZE + 1);
}

/** The matches among the next rows of the order. */
function goThrough(tx: Transaction, search: Search, stretch: number): Promise<Row[]> {
  const { order, backwards, within, from, rest } = search;
  return readRows(
    tx,
    search,
    Prisma.sql`
      SELECT w.* FROM (${keysetRange(order, backwards, within, from, stretch)}) w ${whichMatch(rest)}
       ORDER BY ${orderBy(order, backwards, "w")} LIMIT ${PAGE_SIZE + 1}::int`,
  );
}

/** Where a stretch ends; null when there is nothing after it. */
async function endOf(tx: Transaction, { order, backwards, within, from }: Search): Promise<Position | null> {
  const [end] = await tx.$queryRaw<{ position: Position }[]>`
    SELECT ${positionOf(order, "w")} AS position FROM (${keysetRange(order, backwards, within, from, STRETCH)}) w
     ORDER BY ${orderBy(order, backwards, "w")} OFFSET ${STRETCH - 1}::int LIMIT 1`;
  return end?.position ?? null;
}

/** The page among a few rows. */
async function sortFew(tx: Transaction, search: Search, ids: string[]): Promise<Found> {
  const { alias } = search.order;
  const keys = keysOf(search, alias);
  const rows = Prisma.sql`SELECT ${keys} FROM ${search.order.table}
                           WHERE ${Prisma.raw(alias)}."receiptheroId" = ANY (${ids}::text[])`;
  return { rows: await sort(tx, search, { rows, alias, rest: NO_FILTER }), total: ids.length };
}

/** The page among all that an index finds by the part that is the least work; null when none can. */
async function sortMany(tx: Transaction, search: Search): Promise<Found | null> {
  let [least, lowest]: [ConnectionFilter | null, number] = [null, Number.POSITIVE_INFINITY];
  for (const part of indexedParts(search.filter)) {
    const hasKeys = search.order.alias === (part.q || part.metadata ? "l" : "c");
    const cost = (await estimateRows(tx, part)) * (hasKeys ? 1 : LOOKUP);
    if (cost < lowest) [least, lowest] = [part, cost];
  }
  const candidates = least ? await candidatesOf(tx, search.filter, least) : null;
  return candidates ? { rows: await sort(tx, search, candidates), total: null } : null;
}

/**
 * Sorts candidates, and then tries one after another until the page is full: the first ones, which are found without
 * sorting all the others, and all of them if these do not fill it.
 */
async function sort(tx: Transaction, search: Search, candidates: Candidates): Promise<Row[]> {
  const first = await sortFirst(tx, search, candidates, FIRST);
  const areAll = whichMatch(candidates.rest) === Prisma.empty;
  return areAll || first.length > PAGE_SIZE ? first : sortFirst(tx, search, candidates, null);
}

/** @param limit how many candidates are tried; null for all */
function sortFirst(
  tx: Transaction,
  search: Search,
  { rows, alias, rest }: Candidates,
  limit: number | null,
): Promise<Row[]> {
  const { order, backwards, from } = search;
  const join =
    alias === order.alias
      ? Prisma.empty
      : Prisma.sql`JOIN ${order.table} ON ${Prisma.raw(order.alias)}."receiptheroId" = candidate."receiptheroId"`;
  const keys = keysOf(search, alias === order.alias ? "candidate" : order.alias);
  return readRows(
    tx,
    search,
    Prisma.sql`
      WITH keyed AS (SELECT ${keys} FROM (${rows} OFFSET 0) candidate ${join})
      SELECT w.* FROM (SELECT * FROM keyed WHERE ${from ? isAfter(order, backwards, from) : Prisma.sql`TRUE`}
                        ORDER BY ${orderBy(order, backwards)} LIMIT ${limit}::int OFFSET 0) w ${whichMatch(rest)}
       ORDER BY ${orderBy(order, backwards, "w")} LIMIT ${PAGE_SIZE + 1}::int`,
  );
}

function keysOf({ order }: Search, alias: string): Prisma.Sql {
  return Prisma.raw(order.keys.map(({ name }) => `${alias}."${name}"`).join(", "));
}

/** Reads what is shown of some rows. @param page a query that gives their keys */
function readRows(tx: Transaction, { order, backwards, withMetadata }: Search, page: Prisma.Sql): Promise<Row[]> {
  const metadata = withMetadata ? Prisma.sql`c."partnerMetadata"` : Prisma.sql`NULL`;
  return tx.$queryRaw<Row[]>`
    WITH page AS MATERIALIZED (${page})
    SELECT c."receiptheroId", m.name AS business, c.label, c.health, c.scopes, c."connectedAt", c."lastNotificationAt",
           ${metadata} AS metadata, c."revokingSince", c."revocationError", ${positionOf(order, "p")} AS position
      FROM page p JOIN "Connection" c ON c."receiptheroId" = p."receiptheroId" JOIN "Merchant" m ON m.id = c."merchantId"
     ORDER BY ${orderBy(order, backwards, "p")}`;
}

function toPage(rows: Row[], total: number | null, has: { previous: boolean; next: boolean }): ConnectionPage {
  const [first, last] = [rows.at(0), rows.at(-1)];
  return {
    connections: rows.map(({ position: _, ...connection }) => connection),
    previous: has.previous && first ? writePosition(first.position) : null,
    next: has.next && last ? writePosition(last.position) : null,
    total,
  };
}
