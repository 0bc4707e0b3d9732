import { connect, createServer, type Server, type Socket } from "node:net";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { afterAll, beforeEach, expect, vi } from "vitest";
import { POST } from "@/app/api/receipthero/webhook/route";
import type { TestDatabase } from "@/test/database";
import { test } from "@/test/fixtures";
import { receive } from "@/test/notifications";
import { KEY } from "@/test/webhook";

/** How far the clock of this process was moved, in milliseconds. */
let moved = 0;
const realNow = performance.now.bind(performance);

let database: TestDatabase;

/** The only way to the database: new connections pass, are refused, or wait. */
let way: "open" | "refused" | "held" = "open";
let server: Server;
let refused = 0;
const sockets = new Set<Socket>();
const held: Socket[] = [];

test.beforeAll(async ({ database: ownDatabase }) => {
  database = ownDatabase;
  const url = new URL(database.url);
  const target = Number(url.port);
  server = createServer((socket) => {
    track(socket);
    if (way === "held") held.push(socket);
    else if (way === "open") join(socket, target);
    else {
      refused += 1;
      socket.destroy();
    }
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  const address = server.address();
  url.port = typeof address === "object" ? String(address?.port) : "";
  process.env.DATABASE_URL = url.href;
  vi.spyOn(performance, "now").mockImplementation(() => realNow() + moved);
});

afterAll(() => {
  for (const socket of sockets) socket.destroy();
  server.close();
});

beforeEach(async () => {
  way = "open";
  await receive("receipt_notification", "warm", "up");
  await database.client.query(`DELETE FROM "Notification"`);
});

function track(socket: Socket): void {
  sockets.add(socket);
  socket.on("error", () => {}).on("close", () => sockets.delete(socket));
}

function join(socket: Socket, port: number): void {
  const other = connect(port, "127.0.0.1");
  track(other);
  socket.pipe(other).pipe(socket);
}

/** Breaks every connection and refuses new ones, until the first notification waits. */
async function beginOutage(): Promise<{ first: Promise<boolean> }> {
  way = "refused";
  refused = 0;
  for (const socket of sockets) socket.destroy();
  const first = receive("receipt_notification", "first", "receipt");
  // The second refusal is of a try that waited.
  await vi.waitFor(() => expect(refused).toBeGreaterThan(1), 10_000);
  return { first };
}

const outcome = (stored: Promise<boolean>) =>
  stored.then(
    () => "stored",
    () => "refused",
  );

/** Lets the time pass that a notification may wait. */
const pass = () => {
  moved += 10_000;
};

test("while the database is away few try, and all that wait are stored when it is back", async () => {
  const { first } = await beginOutage();
  way = "held";
  const others = Array.from({ length: 100 }, (_, i) => receive("receipt_notification", "other", `receipt-${i}`));
  await vi.waitFor(() => expect(held.length).toBe(5), 10_000);

  way = "open";
  for (const socket of held.splice(0)) join(socket, Number(new URL(database.url).port));
  expect(new Set(await Promise.all([first, ...others]))).toEqual(new Set([true]));
  const { rows } = await database.client.query(`SELECT count(*)::int AS count FROM "Notification"`);
  expect(rows).toEqual([{ count: 101 }]);
}, 30_000);

test("the number of those that wait is limited, however small they are", async () => {
  const { first } = await beginOutage();
  const answers = Array.from({ length: 5_000 }, (_, i) => outcome(receive("receipt_notification", "other", `r-${i}`)));
  let ended = 0;
  for (const answer of answers) void answer.then(() => (ended += 1));
  expect(await answers.at(-1)).toBe("refused");
  // The others wait on.
  expect(ended).toBeLessThan(1_500);
  pass();
  expect(new Set(await Promise.all([outcome(first), ...answers]))).toEqual(new Set(["refused"]));
}, 30_000);

test("a notification that waits keeps nothing of its receipt in memory", async () => {
  setFlagsFromString("--expose-gc");
  const collect: () => void = runInNewContext("gc");
  const heldBytes = () => {
    collect();
    return process.memoryUsage().arrayBuffers;
  };
  const { first } = await beginOutage();
  const firstOutcome = outcome(first);
  const before = heldBytes();
  let read = 0;
  const answers = Array.from({ length: 20 }, (_, i) => deliverReceipt(`receipt-${i}`, () => (read += 1)));
  await vi.waitFor(() => expect(read).toBe(20), 10_000);
  await vi.waitFor(() => expect(heldBytes() - before).toBeLessThan(4_000_000), 5_000);
  pass();
  expect((await Promise.all(answers)).map(({ status }) => status)).toEqual(Array(20).fill(503));
  expect(await firstOutcome).toBe("refused");
}, 30_000);

/** Posts a notification with a receipt of a megabyte to the webhook. @param onEnd is called when all of it was read */
function deliverReceipt(receiptId: string, onEnd: () => void): Promise<Response> {
  const body = new ReadableStream({
    pull(controller) {
      const about = { notification_type: "full_receipt_notification", receipthero_id: "other", receipt_id: receiptId };
      const text = JSON.stringify({ ...about, receipt_json: { text: "x".repeat(1_000_000) } });
      controller.enqueue(new TextEncoder().encode(text));
      controller.close();
      onEnd();
    },
  });
  const headers = { Authorization: KEY, "Content-Type": "application/json" };
  const init: RequestInit & { duplex: "half" } = { method: "POST", headers, body, duplex: "half" };
  return POST(new Request("http://localhost/api/receipthero/webhook", init));
}
