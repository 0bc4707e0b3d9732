import { expect } from "vitest";
import { readiness } from "@/lib/db/readiness";
import { test } from "@/test/fixtures";

test("a server is ready once its newest migration is applied whole", async ({ database }) => {
  await database.client.query(`
    INSERT INTO "_prisma_migrations" (id, checksum, migration_name, finished_at, applied_steps_count)
    VALUES ('1', '', '20991231000000_half', NULL, 0), ('2', '', '20991231000001_whole', now(), 1)`);
  expect(await readiness("20991231000001_whole")).toBe("ready");
  expect(await readiness("20991231000000_half")).toBe("migrations");
  expect(await readiness("20991231000002_absent")).toBe("migrations");
  await database.client.query(`DROP TABLE "_prisma_migrations"`);
  expect(await readiness("20991231000001_whole")).toBe("migrations");
});
