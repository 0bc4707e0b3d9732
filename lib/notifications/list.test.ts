import fc from "fast-check";
import { beforeEach, expect, vi } from "vitest";
import { decodeCursor, PAGE_SIZE, type PagePosition } from "@/lib/db/keyset";
import { countNotifications, countUnfinished } from "@/lib/notifications/count";
import { type NotificationFilter, search, typeChoices } from "@/lib/notifications/filter";
import { getNotification } from "@/lib/notifications/get";
import { listNotifications, NOTIFICATION_ORDER } from "@/lib/notifications/list";
import { processSoon } from "@/lib/notifications/process";
import { receiveNotification } from "@/lib/notifications/receive/receive";
import type { Admin } from "@/lib/principal";
import type { TestDatabase } from "@/test/database";
import { createAdmin } from "@/test/factories";
import { test } from "@/test/fixtures";
import { addNotifications, EVERYTHING, type GivenNotification, STATES } from "@/test/notifications";

// Processing has its own tests. Here it must change nothing.
vi.mock("@/lib/notifications/process", () => ({ processSoon: vi.fn() }));

const KNOWN = ["receipt_notification", "transaction_notification", "oauth_authorization_revoke"];
const NEWEST: PagePosition = { after: null, before: null };

let database: TestDatabase;
let admin: Admin;

test.beforeAll(({ database: ownDatabase }) => {
  database = ownDatabase;
});
beforeEach(async () => {
  await database.client.query(`TRUNCATE "Notification"`);
  admin = await createAdmin(database);
  vi.mocked(processSoon).mockClear();
});

const rows = async (sql: string, values: unknown[] = []) => (await database.client.query(sql, values)).rows;

/** The matches of a filter, in the simplest code. */
function isMeant(
  row: Awaited<ReturnType<typeof addNotifications>>[number],
  { state, type, from, to, q }: NotificationFilter,
) {
  const day = row.firstReceivedAt.toISOString().slice(0, 10);
  return (
    (!state || row.state === state) &&
    (!type || (type === "other" ? !KNOWN.includes(row.type) : row.type === type)) &&
    (!from || day >= from) &&
    (!to || day <= to) &&
    (!q || row.receiptheroId.startsWith(q) || row.receiptId === q)
  );
}

const positionOf = (name: "after" | "before", cursor: string | null): PagePosition => ({
  ...NEWEST,
  [name]: decodeCursor(NOTIFICATION_ORDER, cursor),
});

/** All pages of a filter, from the newest to the oldest and back. */
async function turnPages(filter: NotificationFilter) {
  const [there, back]: string[][] = [[], []];
  let page = await listNotifications(admin, filter, NEWEST);
  const ids = () => page.notifications.map(({ id }) => id);
  there?.push(...ids());
  while (page.next) {
    page = await listNotifications(admin, filter, positionOf("after", page.next));
    there?.push(...ids());
  }
  back?.unshift(...ids());
  while (page.previous) {
    page = await listNotifications(admin, filter, positionOf("before", page.previous));
    // The first page is shown in full, with rows that the second page has shown.
    back?.unshift(...ids().filter((id) => !back.includes(id)));
  }
  return { there, back };
}

const rowArbitrary: fc.Arbitrary<GivenNotification> = fc.record({
  type: fc.constantFrom(...KNOWN, "something_new", "another_new"),
  connection: fc.constantFrom("a-1", "a-12", "a_1", "A-1", "b%", "ä-1", "r1"),
  receipt: fc.constantFrom(null, "r1", "r2", "a-1"),
  state: fc.constantFrom(...STATES),
  // Few different times, so that many notifications share one.
  minutes: fc.integer({ min: 0, max: 60 }).map((hours) => hours * 60),
});
const day = fc.constantFrom(null, "2026-02-28", "2026-03-01", "2026-03-02", "2026-03-04");
const filterArbitrary: fc.Arbitrary<NotificationFilter> = fc.record({
  state: fc.constantFrom(null, null, ...STATES),
  type: fc.constantFrom(null, null, ...typeChoices),
  from: day,
  to: day,
  q: fc.constantFrom(null, null, "a", "a-1", "a-12", "a_", "b%", "%", "\\", "r1", "r2", "nothing"),
});

test("every filter lists and counts what it means, each once and newest first, however the pages are turned", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(rowArbitrary, { minLength: PAGE_SIZE, maxLength: 4 * PAGE_SIZE }),
      fc.array(filterArbitrary, { minLength: 5, maxLength: 5 }),
      async (given, filters) => {
        await rows(`TRUNCATE "Notification"`);
        const kept = await addNotifications(database, given);
        kept.sort((a, b) => b.firstReceivedAt - a.firstReceivedAt || (a.id < b.id ? 1 : -1));
        for (const filter of [EVERYTHING, ...filters]) {
          const meant = kept.filter((row) => isMeant(row, filter)).map(({ id }) => id);
          expect(await turnPages(filter)).toEqual({ there: meant, back: meant });
          expect(await countNotifications(admin, filter)).toBe(meant.length);
        }
      },
    ),
    { numRuns: 12 },
  );
});

test("the states that may need an admin are counted", async () => {
  await addNotifications(
    database,
    (["FAILED", "FAILED", "WAITING", "DONE"] as const).map((state, minutes) => ({
      type: "receipt_notification",
      connection: "c",
      receipt: "r",
      state,
      minutes,
    })),
  );
  expect(await countUnfinished(admin)).toEqual({ PENDING: 0, WAITING: 1, FAILED: 2 });
});

test("the beginning of an id that stands for many connections finds some of them, and says so", async () => {
  await addNotifications(
    database,
    Array.from({ length: 12 }, (_, index) => ({
      type: "receipt_notification",
      connection: `many-${String(index).padStart(2, "0")}`,
      receipt: null,
      state: "DONE",
      minutes: index,
    })),
  );
  expect(await search("many")).toMatchObject({ areMore: true, connections: expect.arrayContaining(["many-09"]) });
  expect(await search("many-1")).toMatchObject({ areMore: false, connections: ["many-10", "many-11"] });
  const page = await listNotifications(admin, { ...EVERYTHING, q: "many" }, NEWEST);
  expect(page).toMatchObject({ areMoreConnections: true });
  expect(page.notifications).toHaveLength(10);
});

test("a receipt is found by composed and by decomposed letters, as ReceiptHero sent its id and as staff types it", async () => {
  const receipts = ["kuitti-\u00E4", "kuitti-a\u0308"];
  await addNotifications(
    database,
    receipts.map((receipt) => ({ type: KNOWN[0] ?? "", connection: "c", receipt, state: "DONE", minutes: 1 })),
  );
  for (const q of receipts) {
    const { notifications } = await listNotifications(admin, { ...EVERYTHING, q }, NEWEST);
    expect(notifications.map(({ receiptId }) => receiptId).toSorted()).toEqual(receipts.toSorted());
  }
});

test("a payload is shown as it came, with numbers and keys that JavaScript would lose", async () => {
  const members = [
    `"__proto__": {"polluted": true}`,
    `"cents": 12345678901234567890.10`,
    `"notification_type": "new"`,
    `"receipthero_id": "c"`,
    `"text": "<script>\\u2028\\n\\"ä\\ud83d\\ude00"`,
  ];
  await receiveNotification({
    type: "new",
    receiptheroId: "c",
    receiptId: null,
    digest: "",
    payload: `{${members.reverse().join(",")}}`,
  });
  const [{ id }] = await rows(`SELECT id FROM "Notification"`);
  const notification = await getNotification(admin, id);
  expect(notification).toMatchObject({ type: "new", receiptheroId: "c", deliveries: 1, business: null });
  const lines = notification?.payload.split("\n").map((line) => line.trim().replace(/,$/, ""));
  expect(lines).toEqual([
    "{",
    `"text": "<script>\u2028\\n\\"ä😀"`,
    `"cents": 12345678901234567890.10`,
    `"__proto__": {`,
    `"polluted": true`,
    "}",
    `"receipthero_id": "c"`,
    `"notification_type": "new"`,
    "}",
  ]);
});

test("a payload that is very long, or becomes so by indenting, is cut where it is shown", async () => {
  const nested = `${"[".repeat(30)}${Array(20_000).fill(1).join()}${"]".repeat(30)}`;
  for (const text of [`"${"x".repeat(2_000_000)}"`, nested]) {
    const payload = `{"text":${text}}`;
    await receiveNotification({ type: "new", receiptheroId: "c", receiptId: null, digest: text.slice(0, 9), payload });
  }
  for (const { id } of await rows(`SELECT id FROM "Notification"`)) {
    const notification = await getNotification(admin, id);
    expect(notification).toMatchObject({ isCut: true });
    expect(notification?.payload).toHaveLength(64 * 1024);
  }
});

test("a notification that does not exist is not found", async () => {
  expect(await getNotification(admin, "00000000-0000-4000-8000-000000000000")).toBeNull();
});
