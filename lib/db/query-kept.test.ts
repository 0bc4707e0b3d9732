import { expect } from "vitest";
import { poolUse, usualPool } from "@/lib/db/client";
import { queryKept } from "@/lib/db/query-kept";
import { Prisma } from "@/prisma/generated/client";
import { test } from "@/test/fixtures";

const double = (given: number) => queryKept<{ doubled: number }>(Prisma.sql`SELECT 2 * ${given}::int AS doubled`);

test("a statement is prepared once on a connection, for all values", async ({ database: _database }) => {
  expect([await double(1), await double(2)]).toEqual([[{ doubled: 2 }], [{ doubled: 4 }]]);
  const { rows } = await usualPool().query("SELECT statement FROM pg_prepared_statements");
  expect(rows).toEqual([{ statement: "SELECT 2 * $1::int AS doubled" }]);
});

test("a statement that fails takes no connection from the pool", async ({ database: _database }) => {
  const halves = Array.from({ length: 30 }, () => queryKept(Prisma.sql`SELECT 1 / ${0}::int`));
  for (const half of await Promise.allSettled(halves)) expect(half).toMatchObject({ reason: { code: "22012" } });
  expect(await double(3)).toEqual([{ doubled: 6 }]);
  expect(poolUse()).toMatchObject([{ open: 1, idle: 1, waiting: 0 }]);
});
