import { once } from "node:events";
import { createServer, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, expect, test } from "vitest";
import { env } from "@/lib/env";
import { openReceipt } from "@/lib/receipthero/receipt/stream";
import { MAX_RECEIPT_FILE_BYTES } from "@/lib/size-limits";

const TOKEN = "header.claims-of-a-token.signature";
const PDF = Buffer.from("%PDF-1.7\n");
const LARGE = Buffer.concat([PDF, Buffer.alloc(200_000, "x")]);

let server: Server;
/** How ReceiptHero responds in a test. */
let respond: (response: ServerResponse) => void;

beforeAll(async () => {
  server = createServer((_request, response) => respond(response));
  await once(server.listen(0, "127.0.0.1"), "listening");
  process.env.RECEIPTHERO_API_URL = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

const open = (deadline = AbortSignal.timeout(10_000)) => openReceipt("hero_pdf", TOKEN, "r-1", deadline);
const unreadable = { code: "receipt_unreadable" };
const unavailable = { code: "receipt_unavailable" };

/** Reads to the end. @returns the bytes, and the error that ended them */
async function readAll(body: ReadableStream<Uint8Array>): Promise<{ bytes: Buffer; error: unknown }> {
  const parts: Uint8Array[] = [];
  try {
    for await (const part of body) parts.push(part);
  } catch (error) {
    return { bytes: Buffer.concat(parts), error };
  }
  return { bytes: Buffer.concat(parts), error: null };
}

test("a short receipt is whole before anything is passed on", async () => {
  respond = (response) => response.write(PDF, () => response.end("short"));
  expect(await readAll(await open())).toEqual({ bytes: Buffer.concat([PDF, Buffer.from("short")]), error: null });
});

test("a large receipt is passed on while it arrives", async () => {
  let response: ServerResponse | undefined;
  respond = (begun) => {
    response = begun.writeHead(200, { "Content-Length": String(LARGE.length + 3) });
    response.write(LARGE);
  };
  const body = await open();
  const reader = body.getReader();
  const { value: first } = await reader.read();
  expect(first?.byteLength).toBeGreaterThan(60_000);
  response?.end("end");
  reader.releaseLock();
  const { bytes, error } = await readAll(body);
  expect(error).toBeNull();
  expect(Buffer.concat([first ?? Buffer.of(), bytes]).equals(Buffer.concat([LARGE, Buffer.from("end")]))).toBe(true);
});

test.each([
  [401, { code: "receipt_refused" }],
  [403, { code: "receipt_refused" }],
  [404, { code: "receipt_gone" }],
  [302, unavailable],
  [500, unavailable],
])("nothing of a response with status %i is passed on", async (status, error) => {
  respond = (response) => response.writeHead(status).end(LARGE);
  await expect(open()).rejects.toMatchObject(error);
});

test.each<[what: string, respond: typeof respond, error: object]>([
  ["breaks off at its beginning", (response) => response.write(PDF, () => response.destroy()), unavailable],
  [
    "is shorter than it says",
    (response) => response.writeHead(200, { "Content-Length": "900" }).write(PDF, () => response.destroy()),
    unavailable,
  ],
  ["has another format", (response) => response.end("<!doctype html><title>Maintenance</title>"), unreadable],
  ["is empty", (response) => response.end(), unreadable],
  [
    "says that it is too large",
    (response) => response.writeHead(200, { "Content-Length": String(MAX_RECEIPT_FILE_BYTES + 1) }).write(LARGE),
    unreadable,
  ],
  ["repeats our token", (response) => response.end(`${PDF} ${TOKEN}`), unreadable],
  ["repeats our key", (response) => response.end(`${PDF} ${env().RECEIPTHERO_API_KEY}`), unreadable],
])("a receipt that %s is refused", async (_what, how, error) => {
  respond = how;
  await expect(open()).rejects.toMatchObject(error);
});

test("a receipt that does not begin in time is refused", async () => {
  respond = () => {};
  await expect(open(AbortSignal.timeout(50))).rejects.toMatchObject(unavailable);
});

test("a large receipt that breaks off ends with an error", async () => {
  respond = (response) => response.write(LARGE, () => response.destroy());
  expect(await readAll(await open())).toMatchObject({ error: unavailable });
});

test("a large receipt that pauses for too long ends with an error", async () => {
  const late = new AbortController();
  respond = (response) => response.write(LARGE);
  const receipt = await open(late.signal);
  late.abort(new DOMException("too late", "TimeoutError"));
  expect(await readAll(receipt)).toMatchObject({ error: unavailable });
});

test("a receipt without a length that is too large ends with an error", async () => {
  respond = (response) => response.write(PDF, () => response.end(Buffer.alloc(MAX_RECEIPT_FILE_BYTES)));
  const { bytes, error } = await readAll(await open());
  expect(error).toMatchObject(unreadable);
  expect(bytes.byteLength).toBeLessThanOrEqual(MAX_RECEIPT_FILE_BYTES);
});

test("our credentials are found in the middle of a large receipt, however it arrives", async () => {
  respond = (response) => {
    response.write(LARGE);
    response.write(TOKEN.slice(0, 12), () => setImmediate(() => response.end(`${TOKEN.slice(12)} and more`)));
  };
  const { bytes, error } = await readAll(await open());
  expect(error).toMatchObject(unreadable);
  expect(bytes.includes(TOKEN.slice(0, 12))).toBe(false);
});

test("a caller that stops reading ends the request to ReceiptHero", async () => {
  const closed = Promise.withResolvers<void>();
  respond = (response) => response.once("close", () => closed.resolve()).write(LARGE);
  const caller = new AbortController();
  const body = await open(caller.signal);
  caller.abort();
  await body.cancel();
  await closed.promise;
});
