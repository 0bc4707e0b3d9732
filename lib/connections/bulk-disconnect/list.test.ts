import { expect } from "vitest";
import { listBulkDisconnects } from "@/lib/connections/bulk-disconnect/list";
import { allBulkResults, listBulkResults } from "@/lib/connections/bulk-disconnect/results";
import { decodeCursor, NEWEST_FIRST } from "@/lib/db/keyset";
import { startSelected, test } from "@/test/bulk-disconnect";

test("results page by page and all of them, in one order", async ({ admin, connectMany }) => {
  const ids = (await connectMany(7)).sort();
  const id = await startSelected(admin, { ids });
  const page = await listBulkResults(admin, id, { state: "WAITING", after: [ids[2] ?? null], limit: 3 });
  expect(page.map((result) => result.receiptheroId).sort()).toEqual(ids.slice(3, 6));
  const all: string[] = [];
  for await (const batch of allBulkResults(admin, id)) all.push(...batch.map((result) => result.receiptheroId));
  expect(all.sort()).toEqual(ids);
});

test("bulk disconnects page by page, newest first", async ({ admin, connectMany }) => {
  const ids = await connectMany(1);
  const started: string[] = [];
  for (let n = 0; n < 25; n += 1) started.unshift(await startSelected(admin, { ids }));
  const first = await listBulkDisconnects(admin, null);
  const second = await listBulkDisconnects(admin, decodeCursor(NEWEST_FIRST, first.next));
  expect([...first.bulkDisconnects, ...second.bulkDisconnects].map(({ id }) => id)).toEqual(started);
  expect([first.bulkDisconnects.length, second.next]).toEqual([20, null]);
});

test("a deleted bulk disconnect leaves no counters behind", async ({ admin, rows, connectMany }) => {
  const id = await startSelected(admin, { ids: await connectMany(2) });
  const counters = () => rows(`SELECT key FROM "Counter" WHERE scope = 'bulk:' || $1::uuid`, [id]);
  expect(await counters()).not.toEqual([]);
  await rows(`DELETE FROM "BulkDisconnect" WHERE id = $1`, [id]);
  await rows("SELECT compact_counters()");
  expect(await counters()).toEqual([]);
});
