import "server-only";
import {
  type Candidates,
  candidatesOf,
  findFew,
  type Lookup,
  lookupsFor,
  whichMeet,
} from "@/lib/connections/search/candidates";
import { type Condition, conditionsOf, TABLES, updatedSince } from "@/lib/connections/search/conditions";
import type { ConnectionFilter } from "@/lib/connections/search/filter";
import { LIMITS } from "@/lib/connections/search/limits";
import { orderOf, type SearchOrder, type SortOrder } from "@/lib/connections/search/sort-order";
import type { Transaction } from "@/lib/db/client";
import { withIndexScansOnly } from "@/lib/db/index-scans";
import {
  afterCursor,
  type Cursor,
  columnsOf,
  decodeCursor,
  orderBy,
  type PageLinks,
  pageAround,
  rowsAfter,
} from "@/lib/db/keyset";
import { onReplica, withDataAge } from "@/lib/db/replica";
import type { ApiKey, Staff } from "@/lib/principal";
import { Prisma } from "@/prisma/generated/client";

/** How much more a candidate costs when its sort keys are in the other table. */
const JOIN_COST = 2;

/**
 * `total`: how many connections match, if that is known. `age`: how old the page is, in seconds, if it was read from the
 * replica.
 */
export type ConnectionPage<Shown> = PageLinks & {
  connections: Omit<Row<Shown>, "cursor" | "matches">[];
  total: number | null;
  age: number | null;
};

/**
 * The columns that a search reads for the rows of its page, as SQL about the connection `c` and its merchant `m`.
 * @property row never set: it tells the compiler what a row has
 */
export type SearchedColumns<Row> = { sql: Prisma.Sql; row?: Row };

/** `after` and `before` are cursors: of the last row before the page, or of the first row after it. */
type View<Shown> = {
  sort: SearchOrder;
  after: string | null;
  before: string | null;
  shown: SearchedColumns<Shown>;
  /** Only connections that were updated since. */
  updatedSince?: Date | undefined;
};
/** `matches`: the number of matches, if this query counted them. */
type Row<Shown> = Shown & { cursor: Cursor; matches: number | null };
type Search<Shown> = View<Shown> &
  SortOrder & {
    tx: Transaction;
    conditions: Condition[];
    /** The conditions that limit the part of the sort index that is read, and the remaining conditions. */
    within: Condition[];
    rest: Condition[];
    from: Cursor | null;
    limits: typeof LIMITS;
  };

/**
 * Finds a page of the connections that match a filter. The cost depends neither on the number of connections nor on the
 * page number: see docs/decisions/0013-a-million-connections.md.
 * @param view a cursor that does not fit the sort order is ignored
 */
export async function searchConnections<Shown>(
  _reader: Staff | ApiKey<"connections:read">,
  filter: ConnectionFilter,
  view: View<Shown>,
  limits = LIMITS,
): Promise<ConnectionPage<Shown>> {
  const conditions = [...conditionsOf(filter), ...(view.updatedSince ? [updatedSince(view.updatedSince)] : [])];
  const order = orderOf(view.sort, conditions);
  const position = { after: decodeCursor(order.keys, view.after), before: decodeCursor(order.keys, view.before) };
  const within = conditions.filter(({ index }) => order.limitedBy.includes(index));
  const rest = conditions.filter((condition) => !within.includes(condition));
  // Without a condition no estimate can mislead PostgreSQL: the page is the beginning of the sort index.
  const read = conditions.length === 0 ? onReplica : withIndexScansOnly;
  const { result, age } = await withDataAge(() =>
    read(async (tx: Transaction) => {
      let total: number | undefined;
      const { rows, ...links } = await pageAround(
        order.keys,
        position,
        limits.page,
        async (keys, from) => {
          const found = await find({ ...view, ...order, keys, from, tx, conditions, within, rest, limits });
          total = found.total;
          return found.rows;
        },
        (row) => row.cursor,
      );
      if (!position.after && !links.previous && !links.next) total = rows.length;
      return {
        connections: rows.map(({ cursor: _, matches: _matches, ...connection }) => connection),
        ...links,
        total: total ?? null,
      };
    }),
  );
  return { ...result, age };
}

/**
 * Finds the rows of a page, and at least one more if there is one. `total` is the number of matches, if it is known.
 * Frequent matches: walk the sort index. Rare matches: fetch all of them from a filter index. The first rows of the
 * sort order tell which case applies. Many matches, but none near the start: sort the candidates of the cheapest index.
 */
async function find<Shown>(search: Search<Shown>): Promise<{ rows: Row<Shown>[]; total?: number }> {
  const { tx, table, conditions, rest, limits } = search;
  if (rest.length === 0) return { rows: await walk(search, limits.page + 1) };
  let rows = await walk(search, limits.nearby);
  const areFrequent = rows.length >= limits.several;
  if (areFrequent && rows.length <= limits.page) rows = await walk(search, limits.stretch);
  if (rows.length > limits.page) return { rows };

  const lookups = await lookupsFor(tx, conditions);
  const whole = lookups.find((lookup) => lookup.table === table && lookup.rest.length === 0);
  if (whole && whole.estimate <= limits.many) return walkOrSortAll(search, whole, areFrequent);
  const ids = areFrequent ? null : await findFew(tx, lookups, limits);
  // A join, because for `= ANY` PostgreSQL may read all of an index whose second column is the id.
  const from = Prisma.sql`FROM unnest(${ids}::text[]) found (id) JOIN ${TABLES[table]} ON "receiptheroId" = found.id`;
  if (ids) return { rows: await sort(search, { table, from, rest: [] }, limits.first), total: ids.length };
  const costs = lookups.map((lookup) => ({ lookup, cost: lookup.estimate * (lookup.table === table ? 1 : JOIN_COST) }));
  const [cheapest] = costs.sort((a, b) => a.cost - b.cost);
  if (!cheapest) return { rows: await walk(search, null) };
  const candidates = await candidatesOf(tx, cheapest.lookup);
  // Names are compared slowly, so no more of them are sorted than a page needs.
  if (candidates.rest.length === 0) return { rows: await sort(search, candidates, limits.page + 1) };
  rows = await sort(search, candidates, limits.first);
  return { rows: rows.length > limits.page ? rows : await sort(search, candidates, null) };
}

/**
 * The matches among the next rows of the sort order.
 * @param stretch how many rows; null for all
 */
function walk<Shown>(search: Search<Shown>, stretch: number | null): Promise<Row<Shown>[]> {
  const { table, keys, from, rest } = search;
  const within = search.within.map(({ sql }) => sql);
  const tested = rest.filter((condition) => condition.table === table).map(({ rowSql }) => rowSql);
  const rows = rowsAfter(TABLES[table], keys, within, from, stretch, tested);
  const others = rest.filter((condition) => condition.table !== table);
  return readRows(search, Prisma.sql`SELECT w.* FROM (${rows}) w ${whichMeet(others)} WHERE w.met`);
}

/**
 * Sorts candidates, and keeps those that meet the remaining conditions.
 * @param limit how many of the sorted candidates are tested; null for all
 */
function sort<Shown>(search: Search<Shown>, candidates: Candidates, limit: number | null): Promise<Row<Shown>[]> {
  const { table, keys, from } = search;
  const isJoined = candidates.table !== table;
  const join = isJoined ? Prisma.sql`JOIN ${TABLES[table]} USING ("receiptheroId")` : Prisma.empty;
  const found = isJoined ? Prisma.sql`"receiptheroId"` : columnsOf(keys);
  const keyed = Prisma.sql`SELECT ${columnsOf(keys)}
                             FROM (SELECT ${found} ${candidates.from} OFFSET 0) candidate ${join}`;
  const sorted = Prisma.sql`SELECT * FROM (${keyed}) keyed WHERE ${afterCursor(keys, from)}
                             ORDER BY ${orderBy(keys)} LIMIT ${limit}::int OFFSET 0`;
  return readRows(search, Prisma.sql`SELECT w.* FROM (${sorted}) w ${whichMeet(candidates.rest)}`);
}

/** Reads the page from the sort order if that takes fewer rows than the lookup reads, and otherwise sorts what it finds. */
async function walkOrSortAll<Shown>(
  search: Search<Shown>,
  lookup: Lookup,
  wasWalked: boolean,
): Promise<{ rows: Row<Shown>[]; total?: number }> {
  const { tx, limits } = search;
  const candidates = await candidatesOf(tx, lookup);
  // A page has `page / estimate` of all rows before its end, and the lookup reads `share` of them.
  if (!wasWalked && lookup.estimate * (candidates.share ?? 0) > limits.page) {
    const rows = await walk(search, limits.longStretch);
    if (rows.length > limits.page) return { rows };
  }
  return sortAll(search, candidates);
}

/** Sorts candidates that all match, in the table that has the sort keys, and counts them. */
async function sortAll<Shown>(
  search: Search<Shown>,
  { from }: Candidates,
): Promise<{ rows: Row<Shown>[]; total?: number }> {
  const keys = columnsOf(search.keys);
  const matches = Prisma.sql`SELECT * FROM found w WHERE ${afterCursor(search.keys, search.from)}`;
  const rows = await readRows(search, matches, Prisma.sql`SELECT ${keys} ${from}`);
  const [first] = rows;
  // Without a row nothing was counted: there is no match, or none after the cursor.
  if (!first) return search.from ? { rows } : { rows, total: 0 };
  return { rows, total: first.matches ?? 0 };
}

/**
 * Reads the columns that the view shows, for a page and one more row.
 * @param matches a query for the sort keys of the matches
 * @param found a query for the rows that `matches` calls `found`, which are counted as well
 */
function readRows<Shown>(
  { tx, keys, shown, limits }: Search<Shown>,
  matches: Prisma.Sql,
  found?: Prisma.Sql,
): Promise<Row<Shown>[]> {
  const first = found ? Prisma.sql`found AS MATERIALIZED (${found}), ` : Prisma.empty;
  const count = found ? Prisma.sql`(SELECT count(*)::int FROM found)` : Prisma.sql`NULL::int`;
  return tx.$queryRaw<Row<Shown>[]>`
    WITH ${first}page AS MATERIALIZED (${matches} ORDER BY ${orderBy(keys)} LIMIT ${limits.page + 1}::int)
    SELECT ${shown.sql}, jsonb_build_array(${columnsOf(keys, "p.")}) AS cursor, ${count} AS matches
      FROM page p JOIN "Connection" c ON c."receiptheroId" = p."receiptheroId" JOIN "Merchant" m ON m.id = c."merchantId"
     ORDER BY ${orderBy(keys, "p.")}`;
}
