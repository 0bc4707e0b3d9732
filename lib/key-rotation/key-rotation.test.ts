import { randomBytes } from "node:crypto";
import { globSync, readFileSync } from "node:fs";
import { expect, vi } from "vitest";
import { completeDisconnect } from "@/lib/connections/disconnect/complete";
import { disconnectConnection } from "@/lib/connections/disconnect/disconnect";
import { seal, unseal } from "@/lib/crypto/seal";
import { db } from "@/lib/db/client";
import { env } from "@/lib/env";
import { keyUse } from "@/lib/key-rotation/key-use";
import { reseal } from "@/lib/key-rotation/reseal";
import { SEALED_COLUMNS } from "@/lib/key-rotation/sealed-columns";
import { log } from "@/lib/log";
import { control } from "@/sandbox/testing";
import { connect, startOver } from "@/test/connect";
import type { TestDatabase } from "@/test/database";
import { addConnection, createOwner, someStaff } from "@/test/factories";
import { test } from "@/test/fixtures";

const key = (id: string) => ({ id, key: randomBytes(32) });
const [lost, former, next] = [key("lost"), key("former"), key("next")];
const staff = someStaff();

test.beforeEach(async ({ database, sandbox }) => {
  await startOver(database, sandbox);
  await database.client.query(`DELETE FROM "Connection"`);
  env().TOKEN_KEYS = [former];
});

test("every sealed column of the database is resealed", async ({ database }) => {
  const { rows } = await database.client.query<{ name: string }>(`
    SELECT table_name || '.' || column_name AS name FROM information_schema.columns
     WHERE table_schema = 'public' AND column_name LIKE 'sealed%' ORDER BY 1`);
  expect(SEALED_COLUMNS.map(({ table, column }) => `${table}.${column}`)).toEqual(rows.map(({ name }) => name));
});

test("the rows of a former key get the first key, batch by batch, and what is sealed stays the same", async ({
  database,
}) => {
  const ids = await addConnections(database, 25);
  env().TOKEN_KEYS = [next, former];
  expect(await keyUse(staff)).toEqual([
    { id: "next", state: "seals", rows: 0 },
    { id: "former", state: "former", rows: 25 },
  ]);
  const before = await rowsWithoutToken(database);
  const info = vi.spyOn(log, "info");
  await reseal(10);
  expect(info).toHaveBeenCalledWith({ rowsByKey: [{ id: "former", rows: 25 }] }, expect.any(String));
  info.mockRestore();
  expect(await keyUse(staff)).toMatchObject([{ rows: 25 }, { rows: 0 }]);
  env().TOKEN_KEYS = [next];
  for (const id of ids) expect(unseal(await sealedToken(database, id), id)).toBe(`token of ${id}`);
  // Nothing else changed: the API would list the connections as updated.
  expect(await rowsWithoutToken(database)).toEqual(before);
});

test("a row that cannot be unsealed stays, and does not keep the others from it", async ({ database }) => {
  const [broken = "", ...ids] = await addConnections(database, 4);
  await database.client.query(
    `UPDATE "Connection" SET "sealedToken" = "sealedToken" || 'x' WHERE "receiptheroId" = $1`,
    [broken],
  );
  const bytes = await sealedToken(database, broken);
  env().TOKEN_KEYS = [next, former];
  await reseal(1);
  expect(await sealedToken(database, broken)).toBe(bytes);
  for (const id of ids) expect(await sealedToken(database, id)).toMatch(/^v1\.next\./);
});

test("a row that another transaction holds is left for the next sweep, with whatever token it then has", async ({
  database,
}) => {
  const [held = "", free = ""] = await addConnections(database, 2);
  env().TOKEN_KEYS = [next, former];
  await database.client.query("BEGIN");
  await database.client.query(`UPDATE "Connection" SET "sealedToken" = $2 WHERE "receiptheroId" = $1`, [
    held,
    seal("newer token", held, [former]),
  ]);
  await reseal();
  await database.client.query("COMMIT");
  expect(await sealedToken(database, free)).toMatch(/^v1\.next\./);
  expect(unseal(await sealedToken(database, held), held)).toBe("newer token");
  await reseal();
  expect(await sealedToken(database, held)).toMatch(/^v1\.next\./);
  expect(unseal(await sealedToken(database, held), held)).toBe("newer token");
});

test("rows of a key that TOKEN_KEYS lacks are counted, and left alone", async ({ database }) => {
  env().TOKEN_KEYS = [lost];
  const [id = ""] = await addConnections(database, 1);
  env().TOKEN_KEYS = [next, former];
  await reseal();
  expect(await keyUse(staff)).toEqual([
    { id: "next", state: "seals", rows: 0 },
    { id: "former", state: "former", rows: 0 },
    { id: "lost", state: "missing", rows: 1 },
  ]);
  expect(await sealedToken(database, id)).toMatch(/^v1\.lost\./);
});

test("a disconnect that waits for ReceiptHero while the token is resealed is completed", async ({
  database,
  sandbox,
}) => {
  const user = await createOwner(database);
  const id = await connect(sandbox, user);
  await control(sandbox, "PUT", "/faults", { endpoint: "revoke", fault: "503" });
  await disconnectConnection(user, id);
  await control(sandbox, "DELETE", "/faults");
  env().TOKEN_KEYS = [next, former];
  const { rows } = await database.client.query(`SELECT "grantNumber" FROM "Connection" WHERE "receiptheroId" = $1`, [
    id,
  ]);
  // The token is resealed between the request to ReceiptHero and the record of its answer.
  await reseal();
  const isDone = await db().$transaction((tx) =>
    completeDisconnect(tx, { receiptheroId: id, grantNumber: rows[0].grantNumber }, "revoked", { type: "SYSTEM" }),
  );
  expect(isDone).toBe(true);
});

test("no statement takes the sealed token for the identity of a token", () => {
  const files = globSync("lib/**/*.ts").filter((file) => !file.endsWith(".test.ts"));
  const comparing = files.filter((file) =>
    /"sealed\w+" = \$\{\w+\}(?! ?WHERE)/.test(readFileSync(file, "utf8").replaceAll(/SET [^;`]*?WHERE/gs, "WHERE")),
  );
  expect(comparing).toEqual([]);
});

/** Connections whose tokens the first key sealed. @returns their ids */
async function addConnections(database: TestDatabase, count: number): Promise<string[]> {
  const { merchant } = await createOwner(database);
  const ids = Array.from({ length: count }, (_, n) => `connection-${String(n).padStart(3, "0")}`);
  for (const receiptheroId of ids) {
    await addConnection(database, merchant.id, {
      receiptheroId,
      sealedToken: seal(`token of ${receiptheroId}`, receiptheroId),
    });
  }
  return ids;
}

async function sealedToken({ client }: TestDatabase, id: string): Promise<string> {
  const { rows } = await client.query(`SELECT "sealedToken" AS sealed FROM "Connection" WHERE "receiptheroId" = $1`, [
    id,
  ]);
  return rows[0].sealed;
}

async function rowsWithoutToken({ client }: TestDatabase): Promise<unknown[]> {
  const { rows } = await client.query(
    `SELECT to_jsonb(c) - 'sealedToken' AS row FROM "Connection" c ORDER BY "receiptheroId"`,
  );
  return rows;
}
