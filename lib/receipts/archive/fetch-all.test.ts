import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { strFromU8, unzipSync } from "fflate";
import { expect, onTestFinished } from "vitest";
import { env } from "@/lib/env";
import { beginArchive } from "@/lib/receipts/archive/begin";
import { fetchAll } from "@/lib/receipts/archive/fetch-all";
import { getArchiveProgress } from "@/lib/receipts/archive/lease";
import { NO_FILTER } from "@/lib/receipts/filter";
import { addReceipt, test as base } from "@/test/receipts";

/** A ReceiptHero that answers each request in its own way. */
async function answerWith(answer: (response: ServerResponse) => void): Promise<void> {
  const server = createServer((_request, response) => answer(response));
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  const settings = env();
  const { RECEIPTHERO_API_URL } = settings;
  settings.RECEIPTHERO_API_URL = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  onTestFinished(() => {
    settings.RECEIPTHERO_API_URL = RECEIPTHERO_API_URL;
    server.closeAllConnections();
    server.close();
  });
}

/** A PDF of so many bytes. */
const pdf = (bytes: number) => Buffer.alloc(bytes, "%PDF-1.4 ");

/** Adds receipts to the owner's connection, and returns their ids. */
const test = base.extend("addReceipts", ({ database, id }) => async (count: number) => {
  const items = Array.from({ length: count }, (_, index) => ({ receiptId: `r-${index}` }));
  for (const { receiptId } of items) await addReceipt(database, id, receiptId);
  return items;
});

test("an archive that is full requests no further receipts, and says of each that there was no place", async ({
  user,
  id,
  addReceipts,
}) => {
  const items = await addReceipts(20);
  let asked = 0;
  await answerWith((response) => {
    asked++;
    response.end(pdf(1_000));
  });
  const left = new AbortController().signal;
  const problems: (string | null)[] = [];
  for await (const fetched of fetchAll(user, id, items, { format: "pdf", maxBytes: 3_500, left })) {
    problems.push("problem" in fetched ? fetched.problem : null);
  }
  expect(problems).toEqual([null, null, null, ...Array(17).fill("too_large")]);
  expect(asked).toBeLessThan(9);
});

test("a client that leaves ends the requests to ReceiptHero, and the next download may begin", async ({
  user,
  id,
  addReceipts,
}) => {
  await addReceipts(8);
  const leaving = new AbortController();
  const closed: Promise<void>[] = [];
  const { promise: allAsked, resolve } = Promise.withResolvers<void>();
  await answerWith((response) => {
    closed.push(new Promise((close) => response.once("close", close)));
    if (closed.length === 4) resolve();
  });
  const begun = beginArchive(user, id, NO_FILTER, "pdf", leaving.signal);
  await allAsked;
  leaving.abort();
  const content = await begun;
  if (typeof content === "string") throw new Error(content);
  await content.cancel();
  await Promise.all(closed);
  expect(await getArchiveProgress(user, id)).toMatchObject({ state: "broken" });
});

test("a large receipt comes in pieces, and renews the lease on its way", async ({
  database,
  user,
  id,
  addReceipts,
}) => {
  await addReceipts(1);
  await answerWith((response) => void response.end(pdf(3_000_000)));
  const content = await beginArchive(user, id, NO_FILTER, "pdf", new AbortController().signal);
  if (typeof content === "string") throw new Error(content);
  const pieces: Uint8Array[] = [];
  for await (const piece of content) {
    pieces.push(piece);
    if (pieces.length === 2) await database.client.query(`UPDATE "ReceiptDownload" SET "expiresAt" = now()`);
    if (pieces.length === 11) expect(await getArchiveProgress(user, id)).toMatchObject({ state: "running" });
  }
  expect(pieces.length).toBeGreaterThan(11);
  const [file] = Object.values(unzipSync(Buffer.concat(pieces)));
  expect(strFromU8(file ?? new Uint8Array(), true)).toBe(pdf(3_000_000).toString("latin1"));
});
