import { expect } from "vitest";
import { usualPool } from "@/lib/db/client";
import { queryKept } from "@/lib/db/query-kept";
import { Prisma } from "@/prisma/generated/client";
import { test } from "@/test/fixtures";
import { startPoolerStub } from "@/test/pooler";

test("through a pooler nothing is prepared, because the next statement may meet another session", async ({
  database,
}) => {
  process.env.DATABASE_URL = await startPoolerStub(database.url);
  expect(await queryKept(Prisma.sql`SELECT ${1}::int AS given`)).toEqual([{ given: 1 }]);
  const { rows } = await usualPool().query("SELECT name FROM pg_prepared_statements");
  expect(rows).toEqual([]);
});
