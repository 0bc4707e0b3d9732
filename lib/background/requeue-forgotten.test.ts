import { expect } from "vitest";
import { requeueForgotten } from "@/lib/background/requeue-forgotten";
import { db } from "@/lib/db/client";
import { addJob } from "@/lib/jobs/add-job";
import { addImport } from "@/test/factories";
import { test } from "@/test/fixtures";

test("an import whose job was given up goes on, and one with a living job has no second", async ({ database }) => {
  const sql = async (text: string, values: unknown[] = []) => (await database.client.query(text, values)).rows;
  const [dead, living, done] = [await addImport(database), await addImport(database), await addImport(database)];
  await sql(`UPDATE "Import" SET state = 'RUNNING', "finishedAt" = NULL WHERE id = ANY ($1)`, [[dead, living]]);
  await sql(`UPDATE "Import" SET state = 'DONE', "finishedAt" = now() WHERE id = $1`, [done]);
  await db().$transaction(async (tx) => {
    for (const importId of [dead, living]) await addJob(tx, "import", { importId }, { key: importId, delay: 0 });
  });
  await sql(
    `SELECT graphile_worker.permanently_fail_jobs(array_agg(id), 'over') FROM graphile_worker.jobs WHERE key = $1`,
    [`import:${dead}`],
  );
  await requeueForgotten();
  expect(
    await sql(
      `SELECT key, attempts < max_attempts AS lives FROM graphile_worker.jobs WHERE key IS NOT NULL ORDER BY key`,
    ),
  ).toEqual([dead, living].sort().map((id) => ({ key: `import:${id}`, lives: true })));
});
