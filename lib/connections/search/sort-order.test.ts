import { expect } from "vitest";
import { type ListedConnection, listedColumns } from "@/lib/connections/list-for-staff";
import { NO_FILTER } from "@/lib/connections/search/filter";
import { LIMITS } from "@/lib/connections/search/limits";
import { type ConnectionPage, searchConnections } from "@/lib/connections/search/search";
import type { TestDatabase } from "@/test/database";
import { addConnection, createMerchant, someStaff } from "@/test/factories";
import { test } from "@/test/fixtures";

/** In the order of a Finnish or Swedish dictionary. By code point, Ähtäri would come before Åbo and Öja. */
const NAMES = ["aamu", "Kahvila", "Vaasa", "Wasa", "Yrttitarha", "zoo", "Zorro", "Åbo", "Ähtäri", "Öja"];

const staff = someStaff();
let database: TestDatabase;

test.beforeAll(async ({ database: ownDatabase }) => {
  database = ownDatabase;
  for (const name of NAMES.toReversed()) {
    const { id } = await createMerchant(database, name);
    // Each name appears twice: as the business and, in reverse order, as the label.
    await addConnection(database, id, { label: NAMES[NAMES.length - 1 - NAMES.indexOf(name)] ?? "" });
  }
});

const view = { after: null, before: null, shown: listedColumns(false) };

test("lists by name sort as Finns and Swedes do: Zorro before Åbo before Ähtäri before Öja", async () => {
  const business = await searchConnections(staff, NO_FILTER, { ...view, sort: "business" });
  expect(business.connections.map((row) => row.business)).toEqual(NAMES);
  const label = await searchConnections(staff, NO_FILTER, { ...view, sort: "label" });
  expect(label.connections.map((row) => row.label)).toEqual(NAMES);
  const backwards = await searchConnections(staff, NO_FILTER, { ...view, sort: "-business" });
  expect(backwards.connections.map((row) => row.business)).toEqual(NAMES.toReversed());
});

test("pages by name follow that order, without a gap and without a repetition", async () => {
  const { rows } = await database.client.query<{ merchantId: string; business: string }>(
    `SELECT id AS "merchantId", name AS business FROM "Merchant"`,
  );
  // Each business has enough connections that every page ends among equal names.
  for (const { merchantId } of rows) {
    await database.client.query(
      `INSERT INTO "Connection" ("receiptheroId", "merchantId", label, scopes, "partnerMetadata", "sealedToken")
       SELECT 'rh-' || md5($1 || n), $1::uuid, 'Shop', '{receipt:read}', '{}', 'sealed' FROM generate_series(1, 19) n`,
      [merchantId],
    );
  }
  const seen: string[] = [];
  const ids = new Set<string>();
  let after: string | null = null;
  do {
    const page: ConnectionPage<ListedConnection> = await searchConnections(staff, NO_FILTER, {
      ...view,
      sort: "business",
      after,
    });
    for (const { business, receiptheroId } of page.connections) {
      seen.push(business);
      ids.add(receiptheroId);
    }
    expect(page.connections.length).toBeLessThanOrEqual(LIMITS.page);
    after = page.next;
  } while (after);
  expect(seen).toEqual(NAMES.flatMap((name) => Array<string>(20).fill(name)));
  expect(ids.size).toBe(seen.length);
});

test("the order is that of the columns, with any collation of the database", async () => {
  const { rows } = await database.client.query(
    `SELECT attname AS column, collname AS collation, collprovider AS provider
       FROM pg_attribute JOIN pg_collation ON pg_collation.oid = attcollation
      WHERE attrelid = '"ConnectionListing"'::regclass AND attname IN ('business', 'label') ORDER BY attname`,
  );
  expect(rows).toEqual([
    { column: "business", collation: "nordic", provider: "i" },
    { column: "label", collation: "nordic", provider: "i" },
  ]);
});
