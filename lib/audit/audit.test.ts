import { randomUUID } from "node:crypto";
import fc from "fast-check";
import { expect } from "vitest";
import { type AuditAction, auditActions } from "@/lib/audit/actions";
import { exportAuditEvents } from "@/lib/audit/export";
import { type AuditFilter, auditFilterSchema } from "@/lib/audit/filter";
import { listAuditEvents } from "@/lib/audit/list";
import { type AuditEvent, EVENT_ORDER, findAuditEvents } from "@/lib/audit/query";
import { recordAuditEvent } from "@/lib/audit/record";
import { db } from "@/lib/db/client";
import { type Cursor, cursorOf, decodeCursor } from "@/lib/db/keyset";
import { stableName } from "@/lib/export/formats";
import type { TestDatabase } from "@/test/database";
import { createOwner, someStaff } from "@/test/factories";
import { test } from "@/test/fixtures";

const EVERYTHING: AuditFilter = {
  actor: null,
  action: null,
  connection: null,
  merchant: null,
  from: null,
  to: null,
};
const EVENTS = 300;
const FIRST_DAY = Date.UTC(2026, 0, 1);
const HOUR = 3_600_000;

/** Few of each, so that filters overlap. */
const USERS: string[] = [randomUUID(), randomUUID()];
const MERCHANTS = [randomUUID(), randomUUID()];
const CONNECTIONS = ["=connection", "connection-b"];
const ACTIONS = ["connection.connected", "connection.disconnected", "user.left"] as const;

type Event = Record<"actor" | "action" | "connection" | "merchant", string | null> & { id: bigint; at: Date };

const staff = someStaff();
let database: TestDatabase;
let events: Event[];

test.beforeAll(async ({ database: ownDatabase }) => {
  database = ownDatabase;
  events = await addEvents();
});

/** Adds events over some weeks. Their ids follow their times to within some hours. */
async function addEvents(): Promise<Event[]> {
  const pick = <Value>(values: readonly Value[]) => values[Math.floor(Math.random() * values.length)] ?? null;
  const made: Event[] = [];
  for (let index = 0; index < EVENTS; index += 1) {
    const at = new Date(FIRST_DAY + (index * 3 + Math.random() * 11) * HOUR);
    const actor = pick([...USERS, "RECEIPTHERO", "SYSTEM"]);
    const user = USERS.includes(actor ?? "");
    const [action, merchant, connection] = [pick(ACTIONS), pick([...MERCHANTS, null]), pick([...CONNECTIONS, null])];
    const { rows } = await database.client.query<{ id: string }>(
      `INSERT INTO "AuditEvent" (at, "actorType", "actorId", action, "merchantId", "receiptheroId")
       VALUES ($1, $2::"ActorType", $3, $4, $5, $6) RETURNING id`,
      [at, user ? "USER" : actor, user ? actor : null, action, merchant, connection],
    );
    made.push({ id: BigInt(rows[0]?.id ?? 0), at, actor, action, merchant, connection });
  }
  return made;
}

function matches(event: Event, { actor, action, connection, merchant, from, to }: AuditFilter): boolean {
  const day = event.at.toISOString().slice(0, 10);
  return (
    (actor === null || event.actor === actor) &&
    (action === null || event.action === action) &&
    (connection === null || event.connection === connection) &&
    (merchant === null || event.merchant === merchant) &&
    (from === null || day >= from) &&
    (to === null || day <= to)
  );
}

async function readByPages(filter: AuditFilter, size: number): Promise<bigint[]> {
  const ids: bigint[] = [];
  let after: Cursor | null = null;
  for (;;) {
    const page: AuditEvent[] = await findAuditEvents(filter, after, size);
    ids.push(...page.map(({ id }) => id));
    const last = page.at(-1);
    if (!last || page.length < size) return ids;
    after = cursorOf(EVENT_ORDER, last);
  }
}

test("with any filter and page size, the pages contain every matching event once, newest first", async () => {
  const oneOf = <Value>(values: readonly Value[]) => fc.constantFrom(null, ...values);
  const day = fc
    .nat({ max: 45 })
    .map((days) => new Date(FIRST_DAY - 24 * HOUR + days * 24 * HOUR).toISOString().slice(0, 10));
  const filters: fc.Arbitrary<AuditFilter> = fc.record({
    actor: oneOf([...USERS, "RECEIPTHERO", "SYSTEM", randomUUID()]),
    action: oneOf<AuditAction>([...ACTIONS, "merchant.deleted"]),
    connection: oneOf([...CONNECTIONS, "unknown"]),
    merchant: oneOf([...MERCHANTS, randomUUID()]),
    from: fc.option(day),
    to: fc.option(day),
  });
  await fc.assert(
    fc.asyncProperty(filters, fc.integer({ min: 1, max: 90 }), async (filter, size) => {
      const expected = events.filter((event) => matches(event, filter)).map(({ id }) => id);
      expect(await readByPages(filter, size)).toEqual(expected.reverse());
    }),
    { numRuns: 150 },
  );
});

test("a day begins and ends in UTC, wherever the database believes to be", async () => {
  await database.client.query(`ALTER DATABASE ${database.name} SET timezone TO 'Pacific/Kiritimati'`);
  const mark = randomUUID();
  for (const at of ["2026-08-01T23:59:59.999Z", "2026-08-02T00:00Z", "2026-08-02T23:59:59.999Z", "2026-08-03T00:00Z"]) {
    await database.client.query(
      `INSERT INTO "AuditEvent" (at, "actorType", action, "receiptheroId") VALUES ($1, 'SYSTEM', 'user.left', $2)`,
      [at, mark],
    );
  }
  await db().$disconnect();
  const found = await findAuditEvents(
    { ...EVERYTHING, connection: mark, from: "2026-08-02", to: "2026-08-02" },
    null,
    9,
  );
  expect(found.map(({ at }) => at.toISOString())).toEqual(["2026-08-02T23:59:59.999Z", "2026-08-02T00:00:00.000Z"]);
});

test("a page names users and businesses, and marks deleted ones", async () => {
  const user = await createOwner(database, "Kahvila Aamu");
  const gone = randomUUID();
  for (const id of [user.id, gone]) {
    await db().$transaction((tx) =>
      recordAuditEvent(tx, { actor: { type: "USER", id }, action: "merchant.renamed", merchantId: user.merchant.id }),
    );
  }
  const page = await listAuditEvents(staff, { ...EVERYTHING, merchant: user.merchant.id }, null);
  expect(page.events.map(({ actorId }) => actorId)).toEqual([gone, user.id]);
  expect(page.emails.get(user.id)).toBe(user.email);
  expect(page.emails.has(gone)).toBe(false);
  expect(page.businesses.get(user.merchant.id)).toBe("Kahvila Aamu");
  expect(page.next).toBeNull();

  const first = await listAuditEvents(staff, EVERYTHING, null);
  expect(first.events).toHaveLength(50);
  expect(decodeCursor(EVENT_ORDER, first.next)).toEqual([String(first.events.at(-1)?.id)]);
});

test("an export is recorded, gives what matches, and holds no formula", async () => {
  const filter = { ...EVERYTHING, connection: "=connection" };
  const expected = events.filter((event) => matches(event, filter)).reverse();

  const bytes = await new Response(await exportAuditEvents(staff, filter, "csv", stableName)).arrayBuffer();
  const csv = new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes);
  const [head, ...lines] = csv.trimEnd().split("\r\n");
  expect(head).toBe("\uFEFFid,at,actor_type,actor_id,action,merchant_id,receipthero_id,before,after");
  expect(lines.map((line) => line.split(",").slice(0, 2))).toEqual(
    expected.map(({ id, at }) => [String(id), at.toISOString()]),
  );
  for (const line of lines) expect(line).toContain(",'=connection,");

  const ndjson = await new Response(await exportAuditEvents(staff, filter, "ndjson", stableName)).text();
  const parsed = ndjson
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line));
  expect(parsed.map(({ id, receipthero_id }) => [id, receipthero_id])).toEqual(
    expected.map(({ id }) => [String(id), "=connection"]),
  );

  const recorded = await listAuditEvents(staff, { ...EVERYTHING, actor: staff.id, action: "audit.exported" }, null);
  expect(recorded.events.map(({ after }) => after)).toEqual([
    { format: "ndjson", connection: "=connection" },
    { format: "csv", connection: "=connection" },
  ]);
});

test("an export of more than a batch is complete, and stops when its reader is gone", async () => {
  await database.client.query(
    `INSERT INTO "AuditEvent" ("actorType", action) SELECT 'SYSTEM', 'session.ended' FROM generate_series(1, 2500)`,
  );
  const filter = { ...EVERYTHING, action: "session.ended" as const };
  const all = await new Response(await exportAuditEvents(staff, filter, "ndjson", stableName)).text();
  expect(new Set(all.trimEnd().split("\n")).size).toBe(2500);

  const stream = await exportAuditEvents(staff, filter, "ndjson", stableName);
  const reader = stream.getReader();
  expect((await reader.read()).done).toBe(false);
  await reader.cancel();
  expect((await reader.read()).done).toBe(true);
});

test("a URL is a filter, and its invalid fields are named", () => {
  expect(auditFilterSchema.parse({ actor: "", action: "user.left", from: "2026-11-24" })).toEqual({
    ...EVERYTHING,
    action: "user.left",
    from: "2026-11-24",
  });
  const wrong = { actor: "nobody", action: "x", connection: "a b", merchant: "1", from: "2026-02-30", to: ["a", "b"] };
  const problems = auditFilterSchema.safeParse(wrong).error?.issues.map(({ path }) => path[0]);
  expect(problems).toEqual(Object.keys(wrong));
  expect(auditActions.every((action) => auditFilterSchema.safeParse({ action }).success)).toBe(true);
});
