import { randomUUID } from "node:crypto";
import { beforeEach, expect } from "vitest";
import { decodeCursor, NEWEST_FIRST } from "@/lib/db/keyset";
import { countUnsent } from "@/lib/outgoing-receipts/count";
import { type PublicState, publicStateOf, publicStates } from "@/lib/outgoing-receipts/filter";
import { getForStaff } from "@/lib/outgoing-receipts/get-for-staff";
import { listOutgoingReceipts, type StaffFilter } from "@/lib/outgoing-receipts/list";
import type { Owner } from "@/lib/principal";
import { OutgoingReceiptState } from "@/prisma/generated/enums";
import type { TestDatabase } from "@/test/database";
import { createOwner, someStaff } from "@/test/factories";
import { test } from "@/test/fixtures";
import { addOutgoingReceipt } from "@/test/outgoing-receipts";

let database: TestDatabase;
let user: Owner;
/** A ReceiptHero ID that looks like the ID of an outgoing receipt. */
const CONNECTION = randomUUID();

/** Two receipts of each state, one for the connection and one by tokens. Some have the same time. */
let all: { id: string; state: OutgoingReceiptState; receiptheroId: string | null; minutes: number }[];

test.beforeAll(async ({ database: ownDatabase }) => {
  database = ownDatabase;
});
beforeEach(async () => {
  await database.client.query(`DELETE FROM "OutgoingReceipt"`);
  user = await createOwner(database, "Lähettäjä Oy");
  all = [];
  for (const [index, state] of Object.values(OutgoingReceiptState).entries()) {
    for (const receiptheroId of [CONNECTION, null]) {
      const minutes = Math.floor(index / 2);
      const createdAt = `date_trunc('minute', now()) - interval '${minutes} minutes'`;
      const merchantId = receiptheroId && user.merchant.id;
      const id = await addOutgoingReceipt(database, { state, receiptheroId, merchantId, createdAt });
      all.push({ id, state, receiptheroId, minutes });
    }
  }
  all.sort((a, b) => a.minutes - b.minutes || (a.id < b.id ? -1 : 1));
});

/** The ids of all pages of a filter. */
async function pagesOf(filter: StaffFilter): Promise<string[]> {
  const found: string[] = [];
  let next: string | null = null;
  do {
    const page = await listOutgoingReceipts(someStaff(), filter, decodeCursor(NEWEST_FIRST, next), 2);
    found.push(...page.rows.map(({ id }) => id));
    next = page.next;
  } while (next !== null);
  return found;
}

test.each([null, ...publicStates])("the pages of the state %s have each receipt once, newest first", async (state) => {
  const meant = (q: string | null) =>
    all
      .filter((each) => state === null || publicStateOf(each.state) === state)
      .filter((each) => q === null || each.receiptheroId === q || each.id === q)
      .map(({ id }) => id);
  for (const q of [null, CONNECTION, "unknown", all[0]?.id ?? null]) {
    expect(await pagesOf({ state, q })).toEqual(meant(q));
  }
});

test("the states that may need attention are counted", async () => {
  expect(await countUnsent(someStaff())).toEqual({ queued: 4, failed: 2, in_doubt: 2 });
});

test("a receipt names its business and its API key, has its attempts, and never its content", async () => {
  const { rows } = await database.client.query(
    `INSERT INTO "ApiKey" (name, permissions, hash, "createdById") VALUES ('Till', '{}', $1, $2) RETURNING id`,
    [randomUUID(), randomUUID()],
  );
  const id = all.find(({ state, receiptheroId }) => state === "IN_DOUBT" && receiptheroId)?.id ?? "";
  await database.client.query(`UPDATE "OutgoingReceipt" SET "apiKeyId" = $1 WHERE id = $2`, [rows[0].id, id]);
  const found = await getForStaff(someStaff(), id);
  expect(found).toMatchObject({ business: "Lähettäjä Oy", apiKey: "Till", isStored: true, history: [{ number: 1 }] });
  expect(found).not.toHaveProperty("sealedBody");
  expect(await getForStaff(someStaff(), randomUUID())).toBeNull();
});

test("PostgreSQL reads each list from its index", async () => {
  await database.client.query(`
    INSERT INTO "OutgoingReceipt" (id, "apiKeyId", "receiptheroId", "merchantId", state, "createdAt", "finishedAt")
    SELECT gen_random_uuid(), gen_random_uuid(), 'c' || n % 50, gen_random_uuid(), 'SENT', now() - n * interval '1 second', now()
      FROM generate_series(1, 20000) n`);
  await database.client.query(`ANALYZE "OutgoingReceipt"`);
  const indexOf = async (where: string) => {
    const query = `SELECT id FROM "OutgoingReceipt" WHERE ${where} ORDER BY "createdAt" DESC, id LIMIT 51`;
    const { rows } = await database.client.query(`EXPLAIN ${query}`);
    return rows.map((row) => row["QUERY PLAN"]).join("\n");
  };
  const used: [where: string, index: string][] = [
    ["TRUE", "OutgoingReceipt_createdAt_id_idx"],
    ["state IN ('QUEUED', 'SENDING')", "OutgoingReceipt_queued_idx"],
    ["state = 'IN_DOUBT'", "OutgoingReceipt_state_createdAt_id_idx"],
    [`"receiptheroId" = 'c7'`, "OutgoingReceipt_receiptheroId_createdAt_id_idx"],
    [`"receiptheroId" = 'c7' AND state = 'FAILED'`, "OutgoingReceipt_unsent_idx"],
  ];
  for (const [where, index] of used) {
    const plan = await indexOf(where);
    expect(plan, where).toContain(index);
    expect(plan, where).not.toContain("Seq Scan");
  }
});

test("every state has a name for callers", () => {
  const names = new Set<PublicState>(Object.values(OutgoingReceiptState).map(publicStateOf));
  expect([...names].sort()).toEqual([...publicStates].sort());
});
