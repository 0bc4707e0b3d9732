import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import fc from "fast-check";
import { afterAll, beforeEach, expect } from "vitest";
import { type CheckedConnection, checkToken, checkTokenOnce } from "@/lib/access-tokens/check";
import { seal } from "@/lib/crypto/seal";
import { env } from "@/lib/env";
import type { Owner } from "@/lib/principal";
import type { TestDatabase } from "@/test/database";
import { addConnection, createOwner } from "@/test/factories";
import { test } from "@/test/fixtures";

// A server that answers each of the three requests with a status that the test chooses.

const TIMEOUT = 5_000;
const TOKEN = "header.claims.signature";
const WITNESS = "header.claims.witness";

let database: TestDatabase;
let server: Server;
let user: Owner;
let doubted: CheckedConnection;
let answers: { a: number; b: number; c: number };
let asked: string[];

test.beforeAll(async ({ database: ownDatabase }) => {
  database = ownDatabase;
  server = createServer((request, response) => {
    const token = request.headers.authorization?.replace("Bearer ", "") ?? "";
    const question = token === TOKEN ? "a" : token.startsWith(WITNESS) ? "c" : "b";
    asked.push(question);
    response.writeHead(answers[question]).end("{}");
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  doubted = {
    receiptheroId: "doubted",
    scopes: ["receipt:read"],
    readProven: true,
    sealedToken: seal(TOKEN, "doubted"),
  };
  env().RECEIPTHERO_API_URL = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
beforeEach(async () => {
  await database.client.query(`DELETE FROM "Connection"`);
  user = await createOwner(database);
  asked = [];
});
afterAll(() => {
  server.close();
});

/** Adds another connection, whose token ReceiptHero accepted most recently. */
async function addWitness(changes = "", token = WITNESS): Promise<string> {
  const id = await addConnection(database, user.merchant.id);
  await database.client.query(`UPDATE "Connection" SET "sealedToken" = $1 ${changes} WHERE "receiptheroId" = $2`, [
    seal(token, id),
    id,
  ]);
  return id;
}

const status = fc.constantFrom(200, 400, 401, 403, 404, 406, 418);

test("A, B and C lead to alive, dead or unclear as the protocol document says, for any answers of the server", async () => {
  await addWitness();
  await fc.assert(
    fc.asyncProperty(status, status, status, fc.boolean(), async (a, b, c, readProven) => {
      answers = { a, b, c };
      const alive = a === 200 || (a === 404 && (b === 401 || b === 403));
      const dead = (a === 401 || (a === 403 && readProven)) && (c === 200 || c === 404);
      expect(await checkToken({ ...doubted, readProven }, TIMEOUT)).toBe(alive ? "alive" : dead ? "dead" : "unclear");
    }),
    { numRuns: 200 },
  );
});

test.each([401, 403])(
  "a dead token that is answered with %i is dead, and a wrong API key makes it unclear",
  async (a) => {
    await addWitness();
    answers = { a, b: 401, c: 404 };
    expect(await checkToken(doubted, TIMEOUT)).toBe("dead");
    answers = { a, b: a, c: a };
    expect(await checkToken(doubted, TIMEOUT)).toBe("unclear");
  },
);

test("a 403 that a missing scope can explain is unclear", async () => {
  await addWitness();
  answers = { a: 403, b: 401, c: 404 };
  expect(await checkToken({ ...doubted, readProven: false }, TIMEOUT)).toBe("unclear");
  expect(await checkToken(doubted, TIMEOUT)).toBe("dead");
});

test("without another connection to compare with, a refusal is unclear", async () => {
  answers = { a: 401, b: 401, c: 404 };
  expect(await checkToken(doubted, TIMEOUT)).toBe("unclear");
  await addWitness(`, scopes = '{receipt:write}'`);
  await addWitness(`, status = 'DISCONNECTING', "disconnectingSince" = now()`);
  expect(await checkToken(doubted, TIMEOUT)).toBe("unclear");
  expect(asked).toEqual(["a", "a"]);
});

test("a token without receipt:read is unclear, and nobody is asked", async () => {
  await addWitness();
  answers = { a: 403, b: 401, c: 404 };
  expect(await checkToken({ ...doubted, scopes: ["receipt:write"] }, TIMEOUT)).toBe("unclear");
  expect(asked).toEqual([]);
});

test("the connection itself is no witness, and a dead witness does not hide a living one", async () => {
  answers = { a: 401, b: 401, c: 404 };
  const id = await addWitness();
  const itself = { receiptheroId: id, scopes: ["receipt:read"], readProven: true, sealedToken: seal(TOKEN, id) };
  expect(await checkToken(itself, TIMEOUT)).toBe("unclear");

  await addWitness(`, "tokenAcceptedAt" = now() + interval '1 minute'`, "header.claims.long-dead");
  expect(await checkToken(doubted, TIMEOUT)).toBe("dead");
});

test("a witness whose token cannot be opened does not hide another one", async () => {
  answers = { a: 401, b: 401, c: 404 };
  await addWitness();
  const id = await addWitness(`, "tokenAcceptedAt" = now() + interval '1 minute'`);
  await database.client.query(`UPDATE "Connection" SET "sealedToken" = 'broken' WHERE "receiptheroId" = $1`, [id]);
  expect(await checkToken(doubted, TIMEOUT)).toBe("dead");
});

test("a token that was issued this moment is the first witness", async () => {
  answers = { a: 403, b: 401, c: 404 };
  expect(await checkToken(doubted, TIMEOUT, `${WITNESS}-fresh`)).toBe("dead");
});

test("a server in trouble gives no answer: that is thrown, and unclear to a caller who cannot ask later", async () => {
  await addWitness();
  for (const trouble of [
    { a: 503, b: 401, c: 404 },
    { a: 404, b: 500, c: 404 },
    { a: 401, b: 401, c: 429 },
  ]) {
    answers = trouble;
    await expect(checkToken(doubted, TIMEOUT)).rejects.toMatchObject({ code: "receipt_unavailable" });
    expect(await checkTokenOnce(doubted, TIMEOUT)).toBe("unclear");
  }
});
