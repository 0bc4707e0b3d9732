import { expect } from "vitest";
import type { Actor } from "@/lib/audit/record";
import { db } from "@/lib/db/client";
import { eraseMerchant } from "@/lib/merchants/erase";
import { findOrCreateMerchant, findOrCreateMerchants } from "@/lib/merchants/find-or-create";
import { lockMerchant } from "@/lib/merchants/lock";
import type { TestDatabase } from "@/test/database";
import { createMerchant } from "@/test/factories";
import { test } from "@/test/fixtures";
import { auditOf } from "@/test/inspect";

const SYSTEM: Actor = { type: "SYSTEM" };
let database: TestDatabase;

test.beforeAll(({ database: ownDatabase }) => {
  database = ownDatabase;
});

const find = (externalId: string, name: string) =>
  db().$transaction((tx) => findOrCreateMerchant(tx, SYSTEM, { externalId, name }));

test("ten transactions at once create one merchant, and one event", async () => {
  const found = await Promise.all(Array.from({ length: 10 }, (_, n) => find("CUST-1", `Name ${n}`)));
  expect(new Set(found.map(({ id }) => id)).size).toBe(1);
  expect(new Set(found.map(({ name }) => name)).size).toBe(1);
  expect(found.filter(({ isNew }) => isNew)).toHaveLength(1);
  expect(await auditOf(database, found[0]?.id ?? "")).toEqual(["merchant.created"]);
});

test("several merchants are found and created at once, by transactions in any order", async () => {
  await find("CUST-5", "Kahvila Aamu");
  const wanted = [5, 6, 7].map((n) => ({ externalId: `CUST-${n}`, name: `Name ${n}` }));
  const found = await Promise.all(
    [wanted, wanted.toReversed(), wanted].map((some) =>
      db().$transaction((tx) => findOrCreateMerchants(tx, SYSTEM, some)),
    ),
  );
  for (const { externalId } of wanted) {
    expect(new Set(found.map((merchants) => merchants.get(externalId)?.id)).size).toBe(1);
  }
  expect(found[0]?.get("CUST-5")).toMatchObject({ name: "Kahvila Aamu", isNew: false });
  const created = found.flatMap((merchants) => [...merchants.values()]).filter(({ isNew }) => isNew);
  expect(created.map(({ name }) => name).sort()).toEqual(["Name 6", "Name 7"]);
});

test("an existing merchant keeps its name", async () => {
  const { id } = await createMerchant(database, "Kahvila Aamu");
  await database.client.query(`UPDATE "Merchant" SET "externalId" = 'CUST-2' WHERE id = $1`, [id]);
  expect(await find("CUST-2", "Another name")).toEqual({ id, name: "Kahvila Aamu", isNew: false });
});

test("a merchant that a transaction found is erased after it, and its number is free again", async () => {
  const { id } = await find("CUST-3", "Kahvila Aamu");
  const order: string[] = [];
  let erasing: Promise<void> | undefined;
  await db().$transaction(async (tx) => {
    await findOrCreateMerchant(tx, SYSTEM, { externalId: "CUST-3", name: "" });
    erasing = db()
      .$transaction(async (other) => {
        await lockMerchant(other, id);
        order.push("erased");
        await eraseMerchant(other, id, SYSTEM);
      })
      .catch(() => {});
    await waitsForLock();
    order.push("found");
  });
  await erasing;
  expect(order).toEqual(["found", "erased"]);

  const next = await find("CUST-3", "Kahvila Ilta");
  expect(next).toMatchObject({ name: "Kahvila Ilta", isNew: true });
  expect(next.id).not.toBe(id);
});

test("a transaction that waits for the erasure of a merchant creates another", async () => {
  const { id } = await find("CUST-4", "Kahvila Aamu");
  let finding: ReturnType<typeof find> | undefined;
  await db().$transaction(async (tx) => {
    await lockMerchant(tx, id);
    finding = find("CUST-4", "Kahvila Ilta");
    await waitsForLock();
    await eraseMerchant(tx, id, SYSTEM);
  });
  expect(await finding).toMatchObject({ name: "Kahvila Ilta", isNew: true });
});

/** Until a transaction of this database waits for a lock. */
async function waitsForLock(): Promise<void> {
  await expect
    .poll(async () => {
      const waiting = `SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`;
      return (await database.client.query(waiting)).rowCount;
    })
    .toBeGreaterThan(0);
}
