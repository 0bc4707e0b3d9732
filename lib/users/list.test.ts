import { randomUUID } from "node:crypto";
import { expect } from "vitest";
import { readSearch } from "@/lib/db/conditions";
import { type Cursor, decodeCursor, NEWEST_FIRST } from "@/lib/db/keyset";
import { getMerchant } from "@/lib/merchants/get";
import { listMerchants } from "@/lib/merchants/list";
import { listUsers } from "@/lib/users/list";
import type { Role } from "@/prisma/generated/enums";
import type { TestDatabase } from "@/test/database";
import { addConnection, createMember, createOwner, createUser, someStaff } from "@/test/factories";
import { test } from "@/test/fixtures";

/** More than two pages, with several users created in the same millisecond. */
const MANY = 120;

const staff = someStaff();
let database: TestDatabase;

test.beforeAll(async ({ database: ownDatabase }) => {
  database = ownDatabase;
  await database.client.query(
    `INSERT INTO "Merchant" (name, "createdAt")
     SELECT 'Kahvila ' || n, '2026-01-01T00:00:00Z'::timestamptz + (n / 7) * interval '1 ms' FROM generate_series(1, $1) n`,
    [MANY],
  );
  await database.client.query(
    `INSERT INTO "User" (email, name, role, "createdAt")
     SELECT 'user' || n || '@example.com', 'Åke Öberg ' || n, (CASE WHEN n % 50 = 0 THEN 'SUPPORT' ELSE 'MERCHANT' END)::"Role",
            '2026-01-01T00:00:00Z'::timestamptz + (n / 7) * interval '1 ms' FROM generate_series(1, $1) n`,
    [MANY],
  );
});

const everyone = { search: "", role: null, disabled: false, after: null };

/** All pages of a list, in turn. */
async function walk<Row>(list: (after: Cursor | null) => Promise<{ rows: Row[]; next: string | null }>) {
  const pages: Row[][] = [];
  let next: string | null = null;
  do {
    const page = await list(decodeCursor(NEWEST_FIRST, next));
    pages.push(page.rows);
    next = page.next;
  } while (next);
  return pages;
}

test("page by page everyone comes once, the newest first", async () => {
  const merchants = await walk((after) => listMerchants(staff, { search: "kahvila", after }));
  const users = await walk((after) => listUsers(staff, { ...everyone, search: "öberg", after }));
  for (const pages of [merchants, users]) {
    const rows: { id: string; createdAt: Date }[] = pages.flat();
    expect(pages.map((page) => page.length)).toEqual([50, 50, 20]);
    expect(new Set(rows.map(({ id }) => id)).size).toBe(MANY);
    const times = rows.map(({ createdAt }) => createdAt.getTime());
    expect(times).toEqual(times.toSorted((a, b) => b - a));
  }
});

test("a merchant is found by a part of its name, in capitals or not, and taken letter by letter", async () => {
  const { merchant } = await createOwner(database, "100% Leipä_ja Kahvi");
  const found = async (search: string) =>
    (await listMerchants(staff, { search, after: null })).rows.filter(({ id }) => id === merchant.id).length;
  for (const search of ["LEIPÄ", "0% l", "ä_j", "leipä_ja kahvi"]) expect(await found(search)).toBe(1);
  for (const search of ["leipä%kahvi", "leipä__a", "0\\% l"]) expect(await found(search)).toBe(0);
  expect((await listMerchants(staff, { search: "le", after: null })).rows).toHaveLength(50);
});

test("a merchant is found by its whole external ID", async () => {
  const { merchant } = await createOwner(database, "Numbered Oy");
  await database.client.query(`UPDATE "Merchant" SET "externalId" = 'Customer-4711' WHERE id = $1`, [merchant.id]);
  const found = async (search: string) =>
    (await listMerchants(staff, { search, after: null })).rows.map(({ externalId }) => externalId);
  expect(await found("Customer-4711")).toEqual(["Customer-4711"]);
  expect(await found("Customer-47")).toEqual([]);
});

test("a merchant's members and open connections are counted, and its page has them all", async () => {
  const user = await createOwner(database, "Counted Oy");
  const member = await createMember(database, user.merchant);
  const open = await addConnection(database, user.merchant.id);
  const ended = await addConnection(database, user.merchant.id, { status: "DISCONNECTED" });
  const { rows } = await listMerchants(staff, { search: "counted", after: null });
  expect(rows).toMatchObject([{ name: "Counted Oy", members: 2, connections: 1, deletedAt: null }]);

  const merchant = await getMerchant(staff, user.merchant.id);
  expect(merchant?.members.map(({ user }) => user.id).sort()).toEqual([user.id, member.id].sort());
  expect(merchant?.connections.map(({ receiptheroId }) => receiptheroId).sort()).toEqual([open, ended].sort());
  expect(JSON.stringify(merchant)).not.toContain("sealed");
  expect(await getMerchant(staff, randomUUID())).toBeNull();
});

test("users are found by address, name, role, and whether they are disabled", async () => {
  const { id, email, merchant } = await createOwner(database, "Where they work");
  await database.client.query(`UPDATE "User" SET name = 'Zoë Ngũgĩ', "disabledAt" = now() WHERE id = $1`, [id]);
  const ids = async (query: Partial<Omit<typeof everyone, "role"> & { role: Role }>) =>
    (await listUsers(staff, { ...everyone, ...query })).rows.map((user) => user.id);

  expect(await ids({ search: email.slice(4, 20).toUpperCase() })).toEqual([id]);
  expect(await ids({ search: "zoë n" })).toEqual([id]);
  expect(await ids({ disabled: true })).toEqual([id]);
  expect(await ids({ search: "zoë n", role: "SUPPORT" })).toEqual([]);
  expect(await ids({ role: "SUPPORT" })).toHaveLength(2);
  expect(await ids({ role: "ADMIN" })).toEqual([]);
  expect((await listUsers(staff, { ...everyone, disabled: true })).rows).toMatchObject([
    { merchantId: merchant.id, business: "Where they work", businesses: 1, role: "MERCHANT" },
  ]);
});

test.each([
  ["", ""],
  ["  Kahvila ", "Kahvila"],
  ["a\u0000b", ""],
  ["x".repeat(201), ""],
  [["a", "b"], ""],
  [undefined, ""],
])("the search %j of an address is read as %j", (value, search) => expect(readSearch(value)).toBe(search));

test("users are found by letters that were typed decomposed, and by an address as pages show it", async () => {
  const { id } = await createUser(database);
  await database.client.query(
    `UPDATE "User" SET email = 'matti@xn--kahvila-htri-ncbc.fi', name = 'Matti Äyräs' WHERE id = $1`,
    [id],
  );
  const searches = ["A\u0308yra\u0308s", "matti@kahvila-ähtäri.fi", "@Kahvila-Ähtäri", "kahvila-a\u0308hta\u0308ri.fi"];
  for (const search of searches) {
    const { rows } = await listUsers(staff, { ...everyone, search: readSearch(search) });
    expect(rows.map((row) => row.id)).toEqual([id]);
  }
});
