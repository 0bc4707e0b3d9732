import fc from "fast-check";
import { expect } from "vitest";
import { exportConnections } from "@/lib/connections/export/read-rows";
import { countByHealth, countFrom } from "@/lib/connections/health/count";
import { listedColumns } from "@/lib/connections/list-for-staff";
import { countConnections } from "@/lib/connections/search/count";
import { type ConnectionFilter, connectionFilterSchema, NO_FILTER } from "@/lib/connections/search/filter";
import { LIMITS } from "@/lib/connections/search/limits";
import { searchConnections } from "@/lib/connections/search/search";
import { type Sort, sorts } from "@/lib/connections/search/sorts";
import type { TestDatabase } from "@/test/database";
import { addConnection, addMemberByEmail, createMerchant, someStaff } from "@/test/factories";
import { test } from "@/test/fixtures";
import {
  anyFilter,
  expectedConnections,
  type Known,
  makeConnections,
  storeConnections,
} from "@/test/known-connections";

const ROWS = 120;

const staff = someStaff();
let database: TestDatabase;
const connections = makeConnections(ROWS);

test.beforeAll(async ({ database: ownDatabase }) => {
  database = ownDatabase;
  await storeConnections(database, connections);
});

type Limits = typeof LIMITS;

const page = (
  filter: ConnectionFilter,
  sort: Sort,
  cursor: { after?: string; before?: string } = {},
  limits = LIMITS,
) =>
  searchConnections(staff, filter, { sort, after: null, before: null, shown: listedColumns(true), ...cursor }, limits);

async function everyPage(filter: ConnectionFilter, sort: Sort, limits = LIMITS) {
  const pages = [await page(filter, sort, {}, limits)];
  for (let next = pages[0]?.next; next; next = pages.at(-1)?.next)
    pages.push(await page(filter, sort, { after: next }, limits));
  return pages;
}

const idsOf = (rows: { receiptheroId: string }[]) => rows.map(({ receiptheroId }) => receiptheroId);
const expectedIds = (filter: ConnectionFilter, sort: Sort) => idsOf(expectedConnections(connections, filter, sort));

/** Limits in a range in which the planner makes each of its decisions, although there are few rows. */
const anyLimits: fc.Arbitrary<Limits> = fc.record({
  page: fc.constantFrom(7, 20, 50),
  nearby: fc.constantFrom(5, 12, 250),
  several: fc.constantFrom(0, 2, 5),
  few: fc.constantFrom(0, 8, 30, 5_000),
  many: fc.constantFrom(0, 16, 60, 10_000),
  first: fc.constantFrom(60, 2_000),
  stretch: fc.constantFrom(4, 10, 40, 10_000),
  longStretch: fc.constantFrom(4, 40, 20_000),
  counted: fc.constantFrom(0, 10, 2_000),
  allCounted: fc.constantFrom(0, 10_000),
});
const anySort = fc.constantFrom(...sorts);

const small = {
  page: 3,
  nearby: 5,
  several: 5,
  few: 8,
  many: 1_000,
  first: 10,
  stretch: 10,
  longStretch: 20,
  counted: 0,
  allCounted: 0,
};
const merchant = connections[0]?.merchantId ?? null;

/** Searches with characters that are special in LIKE. */
const ODD_SEARCHES = ["___", "0%_", "a\\b", "%ahvila", "a_b"].map((q) => ({ ...NO_FILTER, q }));

/** An example for each path through the planner, so that the test covers them all without luck. */
const WAYS: [ConnectionFilter, Sort, Limits][] = [
  // No index helps, because the search has no trigram: the sort order is read to its end.
  [{ ...NO_FILTER, q: "0%_" }, "id", small],
  [{ ...NO_FILTER, q: "0%_", scope: "receipt:read" }, "-business", small],
  // Several matches are near the start, and the stretch fills the page or does not.
  [{ ...NO_FILTER, q: "kahvila" }, "id", { ...small, several: 0, stretch: 40 }],
  [{ ...NO_FILTER, q: "kahvila" }, "label", { ...small, several: 0, stretch: 6 }],
  // A lookup gives few candidates, by each index, and the remaining conditions are tested on them.
  [{ ...NO_FILTER, merchant, q: "turku", to: "2026-01-05" }, "-connectedAt", { ...small, few: 40 }],
  [{ ...NO_FILTER, health: "quiet", scope: "receipt:read" }, "business", { ...small, few: 40 }],
  [{ ...NO_FILTER, q: "turku", health: "healthy", metadata: "region:r1" }, "label", { ...small, few: 20 }],
  // Every lookup gives too many candidates, by the estimate or by the count.
  [{ ...NO_FILTER, q: "kahvila" }, "id", { ...small, many: 0 }],
  [{ ...NO_FILTER, merchant, health: "healthy" }, "-label", { ...small, many: 0 }],
  [{ ...NO_FILTER, q: "kahvila" }, "-label", { ...small, few: 5 }],
  [{ ...NO_FILTER, merchant, q: "turku" }, "business", { ...small, few: 2 }],
  // A tag is found among few and among many, of a connection and of its merchant.
  [{ ...NO_FILTER, q: "tag:vip" }, "-connectedAt", LIMITS],
  [{ ...NO_FILTER, q: "tag:vip", health: "healthy" }, "label", { ...small, few: 5 }],
  [{ ...NO_FILTER, q: "tag:ä" }, "business", { ...small, several: 0, stretch: 6 }],
  ...ODD_SEARCHES.map((filter): [ConnectionFilter, Sort, Limits] => [filter, "label", LIMITS]),
];

test("with any filter, sort and limits, all pages have each match once and in order, there and back", async () => {
  await fc.assert(
    fc.asyncProperty(anyFilter(connections, NO_FILTER), anySort, anyLimits, async (filter, sort, limits) => {
      const expected = expectedConnections(connections, filter, sort);
      const pages = await everyPage(filter, sort, limits);
      const found = pages.flatMap((one) => one.connections);
      expect(idsOf(found)).toEqual(idsOf(expected));
      expect(found).toEqual(expected.map(shown));
      expect(pages.slice(0, -1).every((one) => one.connections.length === limits.page)).toBe(true);
      for (const { total } of pages) expect([null, expected.length]).toContain(total);

      let current = pages.at(-1);
      for (const earlier of pages.slice(0, -1).reverse()) {
        if (!current?.previous) throw new Error("there is no way back");
        current = await page(filter, sort, { before: current.previous }, limits);
        expect(idsOf(current.connections)).toEqual(idsOf(earlier.connections));
      }
      expect(current?.previous).toBeNull();
    }),
    { numRuns: 25, endOnFailure: true, examples: WAYS },
  );
}, 60_000);

/** The fields of a connection that the list shows. */
function shown({ merchantId: _, emails: __, merchantTags: ___, ownTags: ____, status, ...connection }: Known) {
  return expect.objectContaining(connection);
}

test("a count is exact or says that it is not, and exact whenever that is asked for", async () => {
  await fc.assert(
    fc.asyncProperty(anyFilter(connections, NO_FILTER), anyLimits, async (filter, limits) => {
      const count = expectedIds(filter, "id").length;
      expect(await countConnections(staff, filter, true)).toEqual({ count, about: false });
      const counted = await countConnections(staff, filter, false, limits);
      expect(counted).toEqual(counted.about ? { count: expect.any(Number), about: true } : { count, about: false });
      if (limits.allCounted > ROWS) expect(counted.about).toBe(false);
      expect([null, count]).toContain(countFrom(await countByHealth(staff), filter));
    }),
    {
      numRuns: 25,
      endOnFailure: true,
      examples: ODD_SEARCHES.map((filter): [ConnectionFilter, Limits] => [filter, small]),
    },
  );
});

test.each(sorts)("every page in the order %s", async (sort) => {
  const pages = await everyPage(NO_FILTER, sort);
  expect(pages.flatMap((one) => idsOf(one.connections))).toEqual(expectedIds(NO_FILTER, sort));
});

test("a cursor that is none, or of another order, is the first page", async () => {
  const first = idsOf((await page(NO_FILTER, "business")).connections);
  const other = (await page(NO_FILTER, "health")).next ?? "";
  for (const after of ["", "x", "!!", other, Buffer.from('["\\u0000","x"]').toString("base64url"), "W10"]) {
    expect(idsOf((await page(NO_FILTER, "business", { after })).connections)).toEqual(first);
  }
});

test("the export has each match once, in the order of ids", async () => {
  await fc.assert(
    fc.asyncProperty(anyFilter(connections, NO_FILTER), async (filter) => {
      const exported: string[] = [];
      for await (const rows of exportConnections({ filter })) exported.push(...rows.map((row) => row.receiptheroId));
      expect(exported).toEqual(expectedIds(filter, "id"));
    }),
    { numRuns: 20, endOnFailure: true, examples: ODD_SEARCHES.map((filter): [ConnectionFilter] => [filter]) },
  );
});

test("the counts by health are exact after changes of every kind", async () => {
  const { client } = database;
  const change = fc.constantFrom(
    `UPDATE "Connection" SET status = 'DISCONNECTING', "disconnectingSince" = now() WHERE status = 'ACTIVE' AND "receiptheroId" LIKE $1`,
    `UPDATE "Connection" SET status = 'DISCONNECTED', "sealedToken" = NULL, "disconnectingSince" = NULL, "disconnectedAt" = now() WHERE "receiptheroId" LIKE $1`,
    `UPDATE "Connection" SET "unauthorizedSince" = NULL, "unauthorizedReason" = NULL WHERE "receiptheroId" LIKE $1`,
    `UPDATE "Connection" SET "overdueFrom" = now() WHERE "receiptheroId" LIKE $1`,
    `DELETE FROM "Connection" WHERE "receiptheroId" LIKE $1`,
  );
  const digit = fc.constantFrom(..."0123456789abcdef");
  await fc.assert(
    fc.asyncProperty(change, digit, digit, fc.boolean(), async (sql, one, two, compact) => {
      await client.query(sql, [`rh-${one}${two}%`]);
      if (compact) await client.query("SELECT compact_counters()");
      const { rows } = await client.query(`SELECT health, count(*)::int AS n FROM "Connection" GROUP BY health`);
      const counts = await countByHealth(staff);
      expect(counts).toMatchObject(Object.fromEntries(rows.map(({ health, n }) => [health, n])));
      const active = rows.filter(({ health }) => health !== "disconnecting" && health !== "disconnected");
      const sum = active.reduce((total, { n }) => total + n, 0);
      expect(countFrom(counts, { ...NO_FILTER, status: "ACTIVE" })).toBe(sum);
    }),
    { numRuns: 40, endOnFailure: true },
  );
});

test("decomposed letters are found by composed ones and the reverse, in every source", async () => {
  const { client } = database;
  const { id: merchantId } = await createMerchant(database, "Ravintola Yöjä");
  await addMemberByEmail(database, merchantId, "matti@xn--kahvila-htri-ncbc.fi");
  const metadata = { "pa\u0308ivä": "tiistai\u0308lta\u0308" };
  const receiptheroId = await addConnection(database, merchantId, { label: "Möhkö", metadata });
  const searches = [
    { q: "yo\u0308ja\u0308" },
    { q: "Yöjä" },
    { q: "mo\u0308hk" },
    { q: "päivä:tiistaïltä" },
    { q: "matti@kahvila-ähtäri.fi" },
    { metadata: "pa\u0308iva\u0308:tiistai\u0308ltä" },
  ];
  for (const search of searches) {
    const filter = connectionFilterSchema.parse({ ...NO_FILTER, ...search });
    expect(idsOf((await page(filter, "label")).connections)).toEqual([receiptheroId]);
  }
  await client.query(`DELETE FROM "Connection" WHERE "receiptheroId" = $1`, [receiptheroId]);
});
