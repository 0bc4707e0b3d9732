import { randomUUID } from "node:crypto";
import fc from "fast-check";
import { expect } from "vitest";
import { EVENT_ORDER } from "@/lib/audit/query";
import { db } from "@/lib/db/client";
import {
  afterCursor,
  BIGINT,
  type Cursor,
  cursorOf,
  decodeCursor,
  encodeCursor,
  type Keyset,
  NEWEST_FIRST,
  orderBy,
  pageAround,
  rowsAfter,
  TEXT,
  TIME,
  toPage,
} from "@/lib/db/keyset";
import { NOTIFICATION_ORDER } from "@/lib/notifications/list";
import { RECEIPT_ORDER } from "@/lib/receipts/list";
import { Prisma } from "@/prisma/generated/client";
import type { TestDatabase } from "@/test/database";
import { test } from "@/test/fixtures";

type Row = { word: string; at: Date | null; id: bigint };

/** Few different values, so that many rows share one. */
const WORDS = ["a", "b", "c's", 'd"\\'];
const TIMES = ["2026-01-01T00:00:00.000Z", "2026-01-01T00:00:00.001Z", "1999-12-31T23:59:59.999Z", null];
const ROWS: Row[] = Array.from({ length: 40 }, (_, number) => ({
  word: WORDS[number % 3] ?? "",
  at: timeOf(TIMES[(number * 7) % 4]),
  id: BigInt(number + 1),
}));
const TABLE = Prisma.sql`"Row"`;

let database: TestDatabase;

test.beforeAll(async ({ database: ownDatabase }) => {
  database = ownDatabase;
  await database.client.query(
    `CREATE TABLE "Row" (word text COLLATE "C" NOT NULL, at timestamptz(3), id bigint PRIMARY KEY)`,
  );
  for (const { word, at, id } of ROWS) {
    await database.client.query(`INSERT INTO "Row" VALUES ($1, $2, $3)`, [word, at, id]);
  }
});

function timeOf(text: string | null | undefined): Date | null {
  return text ? new Date(text) : null;
}

type Name = keyof Row;

const anyKeys: fc.Arbitrary<Keyset<Name>> = fc
  .record({
    word: fc.option(fc.boolean(), { freq: 2 }),
    at: fc.option(fc.boolean(), { freq: 2 }),
    id: fc.boolean(),
  })
  .map(({ word, at, id }) => {
    const last = { name: "id" as const, ...BIGINT, descending: id };
    const second = at === null ? [] : [{ name: "at" as const, ...TIME, descending: at, nullable: true }];
    const third = word === null ? [] : [{ name: "word" as const, ...TEXT, descending: word }];
    const [first, ...others] = [...third, ...second, last];
    return [first ?? last, ...others];
  });

/** The rows in the order of keys, in the simplest code. Ascending order begins with the nulls, and descending order ends with them. */
function sorted(keys: Keyset<Name>): Row[] {
  const compare = (a: Row, b: Row) => {
    for (const { name, descending } of keys) {
      const [one, other] = [a[name], b[name]];
      if (one?.valueOf() === other?.valueOf()) continue;
      const isBefore = one === null ? true : other === null ? false : one < other;
      return isBefore === Boolean(descending) ? 1 : -1;
    }
    return 0;
  };
  return ROWS.toSorted(compare);
}

const byCondition = (keys: Keyset, from: Cursor | null, size: number) => db().$queryRaw<Row[]>`
  SELECT r.* FROM "Row" r WHERE ${afterCursor(keys, from, "r.")} ORDER BY ${orderBy(keys, "r.")} LIMIT ${size + 1}`;

const byRanges = (keys: Keyset, from: Cursor | null, size: number) => db().$queryRaw<Row[]>`
  SELECT "Row".* FROM (${rowsAfter(TABLE, keys, [], from, size + 1)}) found JOIN "Row" USING (id)
   ORDER BY ${orderBy(keys, '"Row".')}`;

test("with any keys, the pages have each row once and in order, there and back", async () => {
  await fc.assert(
    fc.asyncProperty(
      anyKeys,
      fc.integer({ min: 3, max: 17 }),
      fc.constantFrom(byCondition, byRanges),
      async (keys, size, read) => {
        const expected = sorted(keys).map(({ id }) => id);
        const readPage = (at: { after: string | null; before: string | null }) =>
          pageAround(
            keys,
            { after: decodeCursor(keys, at.after), before: decodeCursor(keys, at.before) },
            size,
            (direction, from) => read(direction, from, size),
            (row) => cursorOf(keys, row),
          );
        const starts: (bigint | undefined)[] = [];
        const found: bigint[] = [];
        let page = await readPage({ after: null, before: null });
        expect(page.previous).toBeNull();
        for (;;) {
          starts.push(page.rows[0]?.id);
          found.push(...page.rows.map(({ id }) => id));
          if (page.next === null) break;
          page = await readPage({ after: page.next, before: null });
        }
        expect(found).toEqual(expected);
        const backwards: (bigint | undefined)[] = [page.rows[0]?.id];
        while (page.previous !== null) {
          page = await readPage({ after: null, before: page.previous });
          backwards.push(page.rows[0]?.id);
        }
        expect(backwards.toReversed()).toEqual(starts);
      },
    ),
    { numRuns: 40 },
  );
});

test("a list of one direction has a next page while there are more rows", async () => {
  const keys = [{ name: "id", ...BIGINT, descending: true }] as const;
  const seen: bigint[] = [];
  let after: string | null = null;
  do {
    const page: { rows: Row[]; next: string | null } = toPage(
      keys,
      await byCondition(keys, decodeCursor(keys, after), 20),
      20,
    );
    seen.push(...page.rows.map(({ id }) => id));
    after = page.next;
  } while (after);
  expect(seen).toEqual(ROWS.map(({ id }) => id).toReversed());
});

test("a cursor names a row exactly, and a URL holds it unchanged", () => {
  const keys = [{ name: "word", ...TEXT }, ...NOTIFICATION_ORDER] as const satisfies Keyset;
  fc.assert(
    fc.property(
      fc.string({ unit: "binary" }).filter((word) => !word.includes("\0")),
      fc.date({ min: new Date(0), max: new Date("9999-12-31"), noInvalidDate: true }),
      fc.uuid(),
      (word, firstReceivedAt, id) => {
        const text = encodeCursor(cursorOf(keys, { word, firstReceivedAt, id }));
        expect(new URLSearchParams(`after=${text}`).get("after")).toBe(text);
        expect(decodeCursor(keys, text)).toEqual([word, firstReceivedAt.toISOString(), id]);
      },
    ),
  );
});

const at = "2026-01-01T00:00:00.000Z";
const id = randomUUID();

test.each<[unknown]>([
  [undefined],
  [null],
  [""],
  ["x"],
  ["%"],
  [id],
  [["W10"]],
  [{ after: "W10" }],
  [JSON.stringify([at, id])],
  ...[
    null,
    {},
    { length: 2, 0: at, 1: id },
    [],
    [at],
    [at, id, id],
    [at, 1],
    [at, null],
    [null, id],
    [at, "1"],
    [at, `${id}'`],
    [1767225600000, id],
    ["2026-01-01", id],
    ["2026-02-30T00:00:00Z", id],
    ["0001-01-01T00:00:00Z", id],
    ["2026-01-01T00:00:00+23:59", id],
    [`2026-01-01T00:00:00.${"0".repeat(200)}Z`, id],
    ["-infinity", id],
  ].map((values): [unknown] => [Buffer.from(JSON.stringify(values)).toString("base64url")]),
])("%j is no cursor, and means the first page", (value) => expect(decodeCursor(NEWEST_FIRST, value)).toBeNull());

test.each(["-1", "1.5", "1e3", "9".repeat(19), "", " 1", "0x1"])("%j is no number of an event", (number) =>
  expect(decodeCursor(EVENT_ORDER, encodeCursor([number]))).toBeNull(),
);

test("a text that PostgreSQL cannot store is no cursor, and any other text is read without an error", async () => {
  const keys = [{ name: "word", ...TEXT }] as const;
  expect(decodeCursor(keys, encodeCursor(["a\0"]))).toBeNull();
  for (const word of ["\ud800", "\uffff", "'; --", ""]) {
    const cursor = decodeCursor(keys, encodeCursor([word]));
    expect(cursor).toEqual([word]);
    await expect(byCondition(keys, cursor, 1)).resolves.toBeDefined();
  }
});

test.each<[string, string, Keyset, Cursor, RegExp]>([
  ["users", `"User" t`, NEWEST_FIRST, [at, id], /User_createdAt_id_idx.*Index Cond: \(t?\.?"createdAt" <=/s],
  ["merchants", `"Merchant" t`, NEWEST_FIRST, [at, id], /Merchant_createdAt_id_idx.*Index Cond: \("createdAt" <=/s],
  [
    "bulk disconnects",
    `"BulkDisconnect" t`,
    NEWEST_FIRST,
    [at, id],
    /BulkDisconnect_createdAt_id_idx.*Index Cond: \("createdAt" <=/s,
  ],
  [
    "notifications",
    `"Notification" t`,
    NOTIFICATION_ORDER,
    [at, id],
    /Notification_firstReceivedAt_id_idx.*Index Cond: \(ROW\("firstReceivedAt", id\) < ROW/s,
  ],
  ["audit events", `"AuditEvent" t`, EVENT_ORDER, ["7"], /AuditEvent_pkey.*Index Cond: \(id < '?7/s],
  [
    "receipts",
    `(SELECT * FROM "Receipt" WHERE "receiptheroId" = 'rh') t`,
    RECEIPT_ORDER,
    [at, "r"],
    /Receipt_receiptheroId_firstSeenAt_receiptId_idx.*Index Cond: \(\("receiptheroId" = 'rh'::text\) AND \("firstSeenAt" <=/s,
  ],
])("PostgreSQL begins to read %s at the cursor, in the order of an index", async (_, table, keys, cursor, plan) => {
  const lines = await db().$transaction(async (tx) => {
    await tx.$executeRaw`SELECT set_config('enable_seqscan', 'off', TRUE), set_config('enable_bitmapscan', 'off', TRUE)`;
    return tx.$queryRaw<Record<"QUERY PLAN", string>[]>`
      EXPLAIN SELECT * FROM ${Prisma.raw(table)} WHERE ${afterCursor(keys, cursor, "t.")}
       ORDER BY ${orderBy(keys, "t.")} LIMIT 51`;
  });
  const text = lines.map((line) => line["QUERY PLAN"]).join("\n");
  expect(text).toMatch(plan);
  expect(text).not.toContain("Sort");
});
