import { once } from "node:events";
import { createServer } from "node:http";
import { beforeAll, expect, test } from "vitest";
import { finishBeforeExit } from "@/lib/http/server/finish-before-exit";

let work: Promise<void>;
beforeAll(() => finishBeforeExit(() => work, 1_000));

/** Closes a server as Next does, while some work is running. */
async function closeDuring(running: Promise<void>): Promise<void> {
  const server = createServer();
  await once(server.listen(0, "127.0.0.1"), "listening");
  work = running;
  await new Promise<void>((resolve, reject) => server.close((error) => (error ? reject(error) : resolve())));
}

test("a server is closed after the running work has ended", async () => {
  const { promise, resolve } = Promise.withResolvers<void>();
  const order: string[] = [];
  const running = promise.then(() => void order.push("worked"));
  const closed = closeDuring(running).then(() => order.push("closed"));
  // This server goes through the same, and had no work.
  await closeDuring(Promise.resolve());
  expect(order).toEqual([]);
  resolve();
  await closed;
  expect(order).toEqual(["worked", "closed"]);
});

test.each([
  ["fails", () => Promise.reject(new Error("the database does not answer"))],
  ["does not end", () => new Promise<void>(() => {})],
])("a server is closed although its work %s", async (_what, begin) => {
  const running = begin();
  running.catch(() => {});
  await expect(closeDuring(running)).resolves.toBeUndefined();
});
