import { randomUUID } from "node:crypto";
import { existsSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "vitest";
import { admin, auditOfCommand, json, print } from "@/test/admin";
import type { TestDatabase } from "@/test/database";
import { test } from "@/test/fixtures";
import { lineOf, makeToken, ndjson } from "@/test/import-lines";

let database: TestDatabase;

test.beforeAll(({ database: ownDatabase, mailSandbox: _ }) => {
  database = ownDatabase;
});

const rows = async (sql: string, values: unknown[] = []) => (await database.client.query(sql, values)).rows;
const folder = mkdtempSync(join(tmpdir(), "admin-"));

test("import brings connections, and names the lines that were refused", async () => {
  const file = join(folder, "connections.ndjson");
  const id = `rh-${randomUUID()}`;
  const good = lineOf({ external_id: "customer-1", access_token: makeToken(id, 1_700_000_000) });
  writeFileSync(file, `${ndjson([good]).toString()}\n{"external_id": "customer-2"}\n`);
  const { code, counts, refused } = await json(["import", file]);
  expect([code, counts]).toEqual([1, { WAITING: 0, IMPORTED: 1, UPDATED: 0, UNCHANGED: 0, REFUSED: 1 }]);
  expect(refused).toMatchObject([{ error: "malformed_line" }]);
  expect(await rows(`SELECT status FROM "Connection" WHERE "receiptheroId" = $1`, [id])).toEqual([
    { status: "ACTIVE" },
  ]);
  expect((await auditOfCommand(database, "import")).map(({ action }) => action)).toContain("connection.imported");
  const imports = await rows(`SELECT state FROM "Import"`);
  const missing = join(folder, "nothing");
  const { code: failed, output, errors } = await admin(["import", missing]);
  const message = `The file ${missing} cannot be opened: there is no such file or folder.\n`;
  expect([failed, output, errors]).toEqual([1, "", message]);
  expect(await rows(`SELECT state FROM "Import"`)).toEqual(imports);
});

test("export writes connections to the output or a new file, and records it", async () => {
  const { code, output } = await admin(["export", "connections", "--format", "ndjson"]);
  const count = (await rows(`SELECT 1 FROM "Connection"`)).length;
  expect([
    code,
    output
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line)).length,
  ]).toEqual([0, count]);

  const file = join(folder, "audit.csv");
  expect(await json(["export", "audit-log", "--out", file])).toMatchObject({ code: 0, what: "audit-log" });
  expect(readFileSync(file, "utf8")).toMatch(/^\uFEFFid,at,actor_type,/);
  expect(readFileSync(file, "utf8")).toContain("connections.exported");
  expect(await print(["export", "audit-log", "--out", file])).toEqual({
    code: 1,
    output: "",
    errors: `The file ${file} cannot be opened: it exists already.`,
  });
  const broken = { DATABASE_URL: "postgresql://user:hidden-password@127.0.0.1:1/none" };
  const failed = await admin(["export", "audit-log", "--out", `${file}.2`, "--json"], broken);
  expect([failed.code, JSON.parse(failed.output)]).toEqual([1, { error: expect.stringMatching(/^It failed: /) }]);
  expect(failed.errors).not.toMatch(/hidden-password|^ +at /m);
  expect(existsSync(`${file}.2`)).toBe(false);
  expect((await auditOfCommand(database, "export")).map(({ action }) => action)).toEqual([
    "connections.exported",
    "audit.exported",
  ]);
});
