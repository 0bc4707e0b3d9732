import { expect } from "vitest";
import { eraseFinishedSearches } from "@/lib/connections/bulk-disconnect/erase-searches";
import { getBulkDisconnect } from "@/lib/connections/bulk-disconnect/get";
import { NO_FILTER } from "@/lib/connections/search/filter";
import type { Admin } from "@/lib/principal";
import type { TestDatabase } from "@/test/database";
import { createAdmin } from "@/test/factories";
import { test } from "@/test/fixtures";

let database: TestDatabase;
let admin: Admin;

test.beforeAll(async ({ database: ownDatabase }) => {
  database = ownDatabase;
  admin = await createAdmin(database);
});

const rows = async (sql: string, values: unknown[] = []) => (await database.client.query(sql, values)).rows;

test("the search terms of a finished bulk disconnect are erased, and those of an unfinished one are kept", async () => {
  const filter = { ...NO_FILTER, q: "matti@example.com", metadata: "owner:Matti", scope: "receipt:read" as const };
  const add = async (state: string, count: number, kept: object | null = filter) =>
    (
      await rows(
        `INSERT INTO "BulkDisconnect" ("startedById", state, filter)
         SELECT $1, $2::"BulkState", $3::jsonb FROM generate_series(1, $4::int) RETURNING id`,
        [admin.id, state, kept && JSON.stringify(kept), count],
      )
    ).map(({ id }) => id);
  // More than one statement erases.
  const finished = await add("DONE", 130);
  const unfinished = [...(await add("RUNNING", 1)), ...(await add("PAUSED", 1))];
  const [byStatus] = await add("DONE", 1, { ...NO_FILTER, status: "ACTIVE" });
  const [picked] = await add("DONE", 1, null);

  await eraseFinishedSearches();
  await eraseFinishedSearches();
  const stored = await rows(`SELECT filter FROM "BulkDisconnect" WHERE id = ANY ($1)`, [finished]);
  expect(JSON.stringify(stored)).not.toMatch(/matti/i);
  for (const id of finished.slice(0, 3)) {
    const expected = { q: null, metadata: null, scope: "receipt:read", erased: ["q", "metadata"] };
    expect((await getBulkDisconnect(admin, id))?.filter).toMatchObject(expected);
  }
  for (const id of unfinished)
    expect((await getBulkDisconnect(admin, id))?.filter).toMatchObject({ ...filter, erased: [] });
  expect((await getBulkDisconnect(admin, byStatus))?.filter).toMatchObject({ status: "ACTIVE", erased: [] });
  expect((await getBulkDisconnect(admin, picked))?.filter).toBeNull();
});
