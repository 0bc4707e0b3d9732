import { type ClientRequest, type IncomingMessage, request } from "node:http";
import { Readable } from "node:stream";
import { apiPermissions } from "../../lib/principal.ts";
import { lineOf, ndjson } from "../../test/import-lines.ts";
import { addApiKey, callApi } from "../fixtures/api.ts";
import { withServerOfItsOwn } from "../fixtures/own-server.ts";
import { askFor } from "../fixtures/raw-request.ts";
import type { Stack } from "../fixtures/stack.ts";
import { expect, test } from "../fixtures/test.ts";

const MANY = 10_000;
const NDJSON = { "Content-Type": "application/x-ndjson" };

/** Sends a body in chunks, so that nobody knows its length. */
function post(stack: Stack, key: string, chunks: Iterable<string>): Promise<Response> {
  const body = Readable.toWeb(Readable.from(chunks));
  return callApi(stack, "/imports", { key, method: "POST", headers: NDJSON, body, duplex: "half" } as RequestInit);
}

/** Waits until an import is done. Reads it seldom, because its key may make 50 requests a second. */
async function untilDone(stack: Stack, key: string, id: string) {
  const read = async () => (await callApi(stack, `/imports/${id}`, { key })).json();
  await expect.poll(async () => (await read()).status, { intervals: [500], timeout: 0 }).toBe("done");
  return read();
}

/** Begins an import that stays open. @returns the request, and its answer */
function begin(stack: Stack, key: string): { sending: ClientRequest; answer: Promise<IncomingMessage> } {
  const headers = { ...NDJSON, Authorization: `Bearer ${key}`, "Transfer-Encoding": "chunked" };
  const sending = request(`${stack.app.direct}/api/v1/imports`, { method: "POST", headers });
  const { promise: answer, resolve, reject } = Promise.withResolvers<IncomingMessage>();
  sending.once("response", resolve).once("error", reject);
  // A test that breaks the request off does not wait for the answer.
  answer.catch(() => {});
  return { sending, answer };
}

const countLines = async ({ database }: Stack) =>
  (await database.row<{ n: number }>(`SELECT count(*)::int AS n FROM "ImportLine"`)).n;

test("ten thousand connections are imported, and the same lines again change nothing", async ({ stack }) => {
  await withServerOfItsOwn(stack, async (alone) => {
    const key = await addApiKey(alone, apiPermissions);
    const lines = Array.from({ length: MANY }, (_, n) => lineOf({ external_id: `customer-${n}` }));
    const body = [...lines.map((line) => ndjson([line])), "nonsense\n"];

    const accepted = await post(alone, key, body);
    const { id } = await accepted.json();
    expect([accepted.status, accepted.headers.get("Location")]).toEqual([202, `${alone.app.url}/api/v1/imports/${id}`]);
    expect(accepted.headers.get("X-Request-Id")).toBeTruthy();
    expect(await untilDone(alone, key, id)).toMatchObject({ lines: MANY + 1, counts: { imported: MANY, refused: 1 } });

    const page = await (await callApi(alone, `/imports/${id}/results?result=refused`, { key })).json();
    expect(page).toMatchObject({ data: [{ line: MANY + 1, error: "malformed_line" }], next_cursor: null });
    const found = await (await callApi(alone, "/connections?external_id=customer-4711", { key })).json();
    expect(found.data).toMatchObject([{ status: "active", merchant: { name: lines[4_711]?.business_name } }]);

    const state = () =>
      alone.database.rows(
        `SELECT count(*)::int AS connections, max("updatedAt") AS "updatedAt",
                (SELECT count(*)::int FROM "Merchant") AS merchants,
                (SELECT count(*)::int FROM "AuditEvent" WHERE action NOT LIKE 'import.%') AS events FROM "Connection"`,
      );
    const before = await state();
    expect(before).toMatchObject([{ connections: MANY, merchants: MANY, events: 2 * MANY }]);
    const { id: second } = await (await post(alone, key, body)).json();
    expect(await untilDone(alone, key, second)).toMatchObject({ counts: { unchanged: MANY, imported: 0, refused: 1 } });
    expect(await state()).toEqual(before);
    expect(
      await alone.findLeaks(lines.slice(0, 50).map((line) => ({ name: "a token", value: line.access_token }))),
    ).toEqual([]);
  });
});

test("thirty megabytes of unknown length arrive whole", async ({ stack }) => {
  const key = await addApiKey(stack, ["connections:write", "connections:read"]);
  const padding = " ".repeat(60_000);
  const chunks = Array.from({ length: 530 }, () => `${JSON.stringify(lineOf())}${padding}\n`);
  expect(chunks.join("").length).toBeGreaterThan(30 * 1024 * 1024);
  const accepted = await post(stack, key, chunks);
  expect(accepted.status).toBe(202);
  const { id, lines } = await accepted.json();
  expect(lines).toBe(530);
  expect(await untilDone(stack, key, id)).toMatchObject({ counts: { imported: 530 } });
});

test("a stream that breaks off imports nothing, and leaves nothing", async ({ stack }) => {
  const { sending } = begin(stack, await addApiKey(stack, ["connections:write"]));
  sending.write(ndjson(Array.from({ length: 600 }, () => lineOf())));
  await expect.poll(() => countLines(stack)).toBe(500);
  sending.destroy();
  await expect.poll(() => countLines(stack)).toBe(0);
  const { state, failure } = await stack.database.row<{ state: string; failure: string }>(`SELECT * FROM "Import"`);
  expect([state, failure]).toEqual(["FAILED", "incomplete"]);
  expect(await stack.database.rows(`SELECT 1 FROM "Merchant"`)).toEqual([]);
});

test("lines that a server received before kill -9 are erased by the next one", async ({ stack }) => {
  await withServerOfItsOwn(stack, async (alone) => {
    const { sending } = begin(alone, await addApiKey(alone, ["connections:write"]));
    sending.on("error", () => {});
    sending.write(ndjson(Array.from({ length: 500 }, () => lineOf())));
    await expect.poll(() => countLines(alone)).toBe(500);
    await alone.app.kill();
    await alone.database.rows(`UPDATE "Import" SET "lastArrivalAt" = now() - interval '6 minutes'`);
    await alone.app.restart();
    await expect.poll(() => countLines(alone)).toBe(0);
    expect(await alone.database.rows(`SELECT state, failure FROM "Import"`)).toEqual([
      { state: "FAILED", failure: "abandoned" },
    ]);
  });
});

test("a call without a key is refused before its body has arrived, and with the headers of every answer", async ({
  stack,
}) => {
  const { sending, answer } = begin(stack, "rhc_mistyped");
  sending.write(ndjson([lineOf()]));
  const { statusCode, headers } = await answer;
  sending.destroy();
  expect(statusCode).toBe(401);
  expect(headers).toMatchObject({
    "content-type": "application/problem+json",
    "cache-control": "no-store",
    "content-security-policy": expect.stringContaining("default-src 'self'"),
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "x-request-id": expect.any(String),
  });
  await expect.poll(() => stack.app.log()).toContain(String(headers["x-request-id"]));
  expect(await stack.database.rows(`SELECT 1 FROM "Import"`)).toEqual([]);
});

test("the path that proxy.ts leaves alone refuses what proxy.ts refuses", async ({ stack }) => {
  const url = `${stack.app.direct}/api/v1/imports`;
  expect((await askFor(url, { Host: "evil.example" })).status).toBe(421);
  const many = Array.from({ length: 200 }, (_, index) => `p${index}=1`).join("&");
  expect((await callApi(stack, `/imports?${many}`)).status).toBe(400);
  const put = await callApi(stack, "/imports", { method: "PUT", headers: { "X-Request-Id": "chosen" } });
  expect([put.status, put.headers.get("Allow")]).toEqual([405, "POST"]);
  expect(put.headers.get("X-Request-Id")).not.toBe("chosen");
  const slash = await callApi(stack, "/imports/", { method: "POST" });
  expect([slash.status, slash.headers.get("X-Frame-Options")]).toEqual([308, "DENY"]);
});
