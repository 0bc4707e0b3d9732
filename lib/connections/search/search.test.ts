import { randomUUID } from "node:crypto";
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { exportConnections } from "@/lib/connections/export/read-rows";
import { countByHealth, countConnections, countFrom } from "@/lib/connections/search/count";
import {
  type ConnectionFilter,
  connectionFilterSchema,
  filterCondition,
  NO_FILTER,
} from "@/lib/connections/search/filter";
import { PAGE_SIZE, searchConnections } from "@/lib/connections/search/search";
import { type Sort, sortColumns } from "@/lib/connections/search/url-params";
import { db } from "@/lib/db/client";
import { createTestDatabase, type TestDatabase } from "@/test/database";

const ROWS = 400;
const MERCHANTS = 7;

let database: TestDatabase;
let merchants: string[];

/** Random connections with many ties: few names, few times, and some that never had a notification. */
beforeAll(async () => {
  database = await createTestDatabase();
  const { client } = database;
  merchants = Array.from({ length: MERCHANTS }, () => randomUUID());
  await client.query(
    `INSERT INTO "Merchant" (id, name) SELECT id, (ARRAY['Kahvila Äkkilähtö', 'Bageri Å', 'Book_shop 100%'])[1 + n % 3]
       FROM unnest($1::uuid[]) WITH ORDINALITY AS m (id, n)`,
    [merchants],
  );
  await client.query(
    `INSERT INTO "Connection" ("receiptheroId", "merchantId", label, scopes, "partnerMetadata", status, "sealedToken",
                               "connectedAt", "lastNotificationAt", "removedAt", "revokingSince", "unauthorizedSince", "unauthorizedReason")
     SELECT 'rh-' || md5(n::text), ($1::uuid[])[1 + n % ${MERCHANTS}], (ARRAY['Turku', 'Oulu 7', 'a\\b', '50%_'])[1 + n % 4],
            CASE WHEN n % 3 = 0 THEN '{receipt:read}' ELSE '{receipt:read,receipt:write}' END::text[],
            jsonb_build_object('region', 'r' || n % 5, 'n', n),
            status, CASE WHEN status <> 'REMOVED' THEN 'sealed' END,
            '2026-01-01Z'::timestamptz + n % 11 * interval '1 day',
            CASE WHEN n % 4 > 0 THEN '2026-03-01Z'::timestamptz + n % 6 * interval '1 hour' END,
            CASE WHEN status = 'REMOVED' THEN now() END, CASE WHEN status = 'REVOKING' THEN now() END,
            CASE WHEN n % 6 = 1 THEN now() END, CASE WHEN n % 6 = 1 THEN 'refused' END
       FROM generate_series(1, ${ROWS}) n,
            LATERAL (SELECT (ARRAY['ACTIVE', 'ACTIVE', 'ACTIVE', 'REVOKING', 'REMOVED'])[1 + n % 5]::"ConnectionStatus") s (status)`,
    [merchants],
  );
});
afterAll(async () => {
  await db().$disconnect();
  await database.drop();
});

/** The words after ORDER BY that a sort means. */
const ORDERS: Record<(typeof sortColumns)[number], [string, string]> = {
  business: [`l.business, l."receiptheroId"`, `l.business DESC, l."receiptheroId" DESC`],
  label: [`l.label, l."receiptheroId"`, `l.label DESC, l."receiptheroId" DESC`],
  health: [
    `c.health, c."connectedAt" DESC, c."receiptheroId"`,
    `c.health DESC, c."connectedAt", c."receiptheroId" DESC`,
  ],
  connectedAt: [`c."connectedAt", c."receiptheroId" DESC`, `c."connectedAt" DESC, c."receiptheroId"`],
  lastNotificationAt: [
    `c."lastNotificationAt" ASC NULLS FIRST, c."receiptheroId" DESC`,
    `c."lastNotificationAt" DESC NULLS LAST, c."receiptheroId"`,
  ],
  id: [`c."receiptheroId"`, `c."receiptheroId" DESC`],
};

/** Every id that matches, in order, as one plain query has it. */
async function expected(filter: ConnectionFilter, sort: Sort): Promise<string[]> {
  const column = sort.replace("-", "") as keyof typeof ORDERS;
  const order = ORDERS[column][sort.startsWith("-") ? 1 : 0];
  const condition = filterCondition(filter);
  const { rows } = await database.client.query<{ id: string }>(
    `SELECT c."receiptheroId" AS id FROM "Connection" c JOIN "ConnectionListing" l USING ("receiptheroId")
      WHERE ${condition.text} ORDER BY ${order}`,
    condition.values,
  );
  return rows.map(({ id }) => id);
}

const page = (filter: ConnectionFilter, sort: Sort, position: { after?: string; before?: string } = {}) =>
  searchConnections(filter, { sort, after: null, before: null, withMetadata: false, ...position });

async function everyPage(filter: ConnectionFilter, sort: Sort) {
  const pages = [await page(filter, sort)];
  for (let next = pages[0]?.next; next; next = pages.at(-1)?.next)
    pages.push(await page(filter, sort, { after: next }));
  return pages;
}

const idsOf = ({ connections }: Awaited<ReturnType<typeof page>>) => connections.map((row) => row.receiptheroId);

const orNull = <Value>(...values: Value[]) => fc.constantFrom(null, ...values);
const anyFilter: fc.Arbitrary<ConnectionFilter> = fc.record({
  q: orNull(
    "äkki",
    "BAGERI",
    "oulu 7",
    "a\\b",
    "50%_",
    "region:r3",
    "rh-1f",
    "k_shop",
    "100%",
    "nowhere",
    "%%%",
    "\\\\\\",
  ),
  status: orNull("ACTIVE", "REVOKING", "REMOVED"),
  health: orNull("healthy", "unauthorized", "revoking", "removed", "gap"),
  scope: orNull("receipt:read", "receipt:write"),
  from: orNull("2026-01-03", "2026-01-05"),
  to: orNull("2026-01-05", "2026-01-09"),
  metadata: orNull("region:r1", "REGION:R2", "n:17", "region:r"),
  merchant: fc.constant(null),
});
/** Mostly one or two conditions: with more nothing is left. */
const fewConditions = fc
  .tuple(anyFilter, fc.subarray(Object.keys(NO_FILTER) as (keyof ConnectionFilter)[], { maxLength: 2 }))
  .map(([filter, names]) => ({ ...NO_FILTER, ...Object.fromEntries(names.map((name) => [name, filter[name]])) }));
const anySort = fc.constantFrom(...sortColumns.flatMap((column): Sort[] => [column, `-${column}`]));

test("all pages have each match once and in order, there and back, whatever the filter and the sort", async () => {
  await fc.assert(
    fc.asyncProperty(fewConditions, anySort, async (filter, sort) => {
      const ids = await expected(filter, sort);
      const pages = await everyPage(filter, sort);
      expect(pages.flatMap(idsOf)).toEqual(ids);
      expect(pages.slice(0, -1).every(({ connections }) => connections.length === PAGE_SIZE)).toBe(true);
      expect(await countConnections(filter, false)).toEqual({ count: ids.length, about: false });
      expect(await countConnections(filter, true)).toEqual({ count: ids.length, about: false });

      let current = pages.at(-1);
      for (const earlier of pages.slice(0, -1).reverse()) {
        if (!current?.previous) throw new Error("there is no way back");
        current = await page(filter, sort, { before: current.previous });
        expect(idsOf(current)).toEqual(idsOf(earlier));
      }
      expect(current?.previous).toBeNull();
    }),
    { numRuns: 25, seed: 20261124 },
  );
});

test.each(sortColumns.flatMap((column): Sort[] => [column, `-${column}`]))(
  "every page in the order %s",
  async (sort) => {
    expect((await everyPage(NO_FILTER, sort)).flatMap(idsOf)).toEqual(await expected(NO_FILTER, sort));
  },
);

test("what LIKE has a meaning for is found letter by letter", async () => {
  const labels = async (q: string) =>
    new Set((await page({ ...NO_FILTER, q }, "label")).connections.map((row) => row.label));
  expect(await labels("50%_")).toEqual(new Set(["50%_"]));
  expect(await labels("a\\b")).toEqual(new Set(["a\\b"]));
  expect(await labels("%_%")).toEqual(new Set());
  expect(await labels("___")).toEqual(new Set());
});

test("a position that is none, or of another order, is the first page", async () => {
  const first = idsOf(await page(NO_FILTER, "business"));
  const other = (await page(NO_FILTER, "health")).next ?? "";
  for (const after of ["", "x", "!!", other, Buffer.from('["\\u0000","x"]').toString("base64url"), "W10"]) {
    expect(idsOf(await page(NO_FILTER, "business", { after }))).toEqual(first);
  }
});

test("a filter that PostgreSQL could not read is refused before it comes there", () => {
  const refused = { q: ["ab", " ab ", "a\0bc", "x".repeat(201)], from: ["2026-02-30", "0000-01-01", "yesterday"] };
  for (const [name, values] of Object.entries(refused)) {
    for (const value of values)
      expect(connectionFilterSchema.safeParse({ ...NO_FILTER, [name]: value }).success).toBe(false);
  }
});

test("the export has what the list has", async () => {
  await fc.assert(
    fc.asyncProperty(fewConditions, async (filter) => {
      const exported: string[] = [];
      for await (const rows of exportConnections(filter)) exported.push(...rows.map((row) => row.receiptheroId));
      expect(exported).toEqual(await expected(filter, "id"));
    }),
    { numRuns: 20, seed: 20261124 },
  );
});

test("the counts by health are exact after changes of every kind", async () => {
  const { client } = database;
  const change = fc.constantFrom(
    `UPDATE "Connection" SET status = 'REVOKING', "revokingSince" = now() WHERE status = 'ACTIVE' AND "receiptheroId" LIKE $1`,
    `UPDATE "Connection" SET status = 'REMOVED', "sealedToken" = NULL, "revokingSince" = NULL, "removedAt" = now() WHERE "receiptheroId" LIKE $1`,
    `UPDATE "Connection" SET "unauthorizedSince" = NULL, "unauthorizedReason" = NULL WHERE "receiptheroId" LIKE $1`,
    `UPDATE "Connection" SET "gapFrom" = now() WHERE "receiptheroId" LIKE $1`,
    `DELETE FROM "Connection" WHERE "receiptheroId" LIKE $1`,
  );
  const digit = fc.constantFrom(..."0123456789abcdef");
  await fc.assert(
    fc.asyncProperty(change, digit, digit, fc.boolean(), async (sql, one, two, compact) => {
      await client.query(sql, [`rh-${one}${two}%`]);
      if (compact) await client.query("SELECT compact_counters()");
      const { rows } = await client.query(`SELECT health, count(*)::int AS n FROM "Connection" GROUP BY health`);
      const counts = await countByHealth();
      expect(counts).toMatchObject(Object.fromEntries(rows.map(({ health, n }) => [health, n])));
      const active = await expected({ ...NO_FILTER, status: "ACTIVE" }, "id");
      expect(countFrom(counts, { ...NO_FILTER, status: "ACTIVE" })).toBe(active.length);
    }),
    { numRuns: 40, seed: 20261124 },
  );
});

test("decomposed letters are found by composed ones and the other way round, whoever wrote them", async () => {
  const { client } = database;
  const merchantId = randomUUID();
  await client.query(`INSERT INTO "Merchant" (id, name) VALUES ($1, 'Ravintola Yöjä')`, [merchantId]);
  await client.query(`INSERT INTO "User" (email, "merchantId") VALUES ('matti@xn--kahvila-htri-ncbc.fi', $1)`, [
    merchantId,
  ]);
  await client.query(
    `INSERT INTO "Connection" ("receiptheroId", "merchantId", label, scopes, "partnerMetadata", "sealedToken")
     VALUES ('typed', $1, 'Möhkö', '{receipt:read}', $2, 'sealed')`,
    [merchantId, { "pa\u0308ivä": "tiistai\u0308lta\u0308" }],
  );
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
    expect(idsOf(await page(filter, "label"))).toEqual(["typed"]);
  }
  await client.query(`DELETE FROM "Connection" WHERE "receiptheroId" = 'typed'`);
});
