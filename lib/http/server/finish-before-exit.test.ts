import { once } from "node:events";
import { Agent, createServer, get, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
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

test("a connection that a proxy keeps open does not keep the server from closing", async () => {
  const { promise: begun, resolve: begin } = Promise.withResolvers<ServerResponse>();
  const server = createServer((_request, response) => begin(response));
  server.keepAliveTimeout = 3_600_000;
  await once(server.listen(0, "127.0.0.1"), "listening");
  const { port } = server.address() as AddressInfo;
  const agent = new Agent({ keepAlive: true });
  const answered = new Promise((resolve) =>
    get({ port, host: "127.0.0.1", agent }, (answer) => answer.resume().once("end", resolve)),
  );
  const response = await begun;
  work = Promise.resolve();
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  response.end("done");
  await answered;
  await closed;
  agent.destroy();
});
