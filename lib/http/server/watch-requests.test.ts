import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, test } from "vitest";
import { letRequestsPass, watchFirstRequests } from "@/lib/http/server/watch-requests";

test("the other work of a start waits for the requests that have arrived", async () => {
  watchFirstRequests();
  let answer: (response: ServerResponse) => void = () => {};
  const arrived = new Promise<ServerResponse>((resolve) => {
    answer = resolve;
  });
  const server = createServer((_request, response) => answer(response));
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  const order: string[] = [];
  const { port } = server.address() as AddressInfo;
  const answered = fetch(`http://127.0.0.1:${port}/`).then(() => order.push("answer"));
  const response = await arrived;
  const passed = letRequestsPass().then((isIdle) => order.push(isIdle ? "other work" : "impatience"));
  response.end();
  await Promise.all([answered, passed]);
  expect(order).toEqual(["answer", "other work"]);
  server.closeAllConnections();
  server.close();
});
