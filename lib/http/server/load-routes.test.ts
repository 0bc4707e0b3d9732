import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, expect, test } from "vitest";
import { GET } from "@/app/api/ready/route";
import { env } from "@/lib/env";
import { areRoutesLoaded, loadRoutes } from "@/lib/http/server/load-routes";

const kept = globalThis as typeof globalThis & { areRoutesLoaded?: boolean };
const { HOST, PORT } = env();

afterEach(() => {
  kept.areRoutesLoaded = undefined;
  Object.assign(env(), { HOST, PORT });
});

test("a server is ready after it has loaded the routes that must not wait", async () => {
  const asked: string[] = [];
  let answer: (response: ServerResponse) => void = () => {};
  const first = new Promise<ServerResponse>((resolve) => {
    answer = resolve;
  });
  const server = createServer((request, response) => {
    asked.push(`${request.method} ${request.url}`);
    answer(response);
    if (asked.length > 1) response.end();
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  Object.assign(env(), { HOST: "127.0.0.1", PORT: (server.address() as AddressInfo).port });

  const loaded = loadRoutes();
  const waiting = await first;
  expect(await (await GET()).json()).toEqual({ status: "starting" });
  waiting.end();
  await loaded;
  expect(asked).toEqual(["HEAD /api/receipthero/webhook", "HEAD /api/receipthero/callback"]);
  expect(areRoutesLoaded()).toBe(true);
  expect(await (await GET()).json()).not.toEqual({ status: "starting" });
  server.close();
});

test("a server that cannot ask for its routes is ready all the same", async () => {
  const server = createServer();
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  const { port } = server.address() as AddressInfo;
  await new Promise((closed) => server.close(closed));
  Object.assign(env(), { HOST: "127.0.0.1", PORT: port });
  await loadRoutes();
  expect(areRoutesLoaded()).toBe(true);
});
