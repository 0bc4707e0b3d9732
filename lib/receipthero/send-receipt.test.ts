import { readFileSync } from "node:fs";
import { createServer, type RequestListener } from "node:http";
import { createServer as createTlsServer } from "node:https";
import type { AddressInfo, Server } from "node:net";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { env } from "@/lib/env";
import { sendReceipt, userToken } from "@/lib/receipthero/send-receipt";
import type { Sandbox } from "@/sandbox/start";
import { connect, control, startTestSandbox } from "@/sandbox/testing";
import { heroJson, sentTo } from "@/test/outgoing-receipts";

const soon = () => AbortSignal.timeout(5_000);

let sandbox: Sandbox;
let token: string;

beforeAll(async () => {
  sandbox = await startTestSandbox({ SANDBOX_WEBHOOK_URL: "http://127.0.0.1:1/" });
});
beforeEach(async () => {
  env().RECEIPTHERO_API_URL = sandbox.api;
  await control(sandbox, "POST", "/reset", {});
  token = await connect(sandbox);
});
afterAll(() => sandbox.close());

const send = (deadline = soon(), tokens = [userToken(token)]) => sendReceipt(tokens, heroJson(), deadline);

test("a receipt reaches the account holder of the connection", async () => {
  expect(await send()).toEqual({ as: "taken", status: 200 });
  expect(await sentTo(sandbox)).toEqual({ requests: 1, taken: 1, shops: ["Myyjä Oy"] });
});

test("a receipt without tokens is sent as it is", async () => {
  expect(await send(soon(), [])).toEqual({ as: "taken", status: 200 });
  expect(await sentTo(sandbox)).toEqual({ requests: 1, taken: 1, shops: [] });
});

test("a receipt that ReceiptHero does not want is refused with its errors", async () => {
  const refused = await sendReceipt([userToken(token)], { ...heroJson(), type: "GIFT" }, soon());
  expect(refused).toMatchObject({ as: "refused", status: 400 });
  expect(refused).toHaveProperty("errors", [{ error: "invalid_field", description: expect.stringContaining("type") }]);
  expect(await send(soon(), [userToken("a-token-of-nobody")])).toMatchObject({ errors: [{ error: "invalid_token" }] });
});

test.each([
  ["refused", { as: "not_taken", problem: "not_reached", status: null, retryAfter: null }, 0],
  ["429", { as: "not_taken", problem: "busy", status: 429, retryAfter: 1 }, 0],
  ["500", { as: "not_taken", problem: "unavailable", status: 500, retryAfter: null }, 0],
  ["503", { as: "not_taken", problem: "unavailable", status: 503, retryAfter: 1 }, 0],
  ["redirect", { as: "not_taken", problem: "unavailable", status: 302, retryAfter: null }, 0],
  ["rejected-list", { as: "refused", status: 400 }, 0],
  // Taken, whatever becomes of the rest of the answer.
  ["cut", { as: "taken", status: 200 }, 1],
  ["drip", { as: "taken", status: 200 }, 1],
  ["endless", { as: "taken", status: 200 }, 1],
  ["late", { as: "taken", status: 200 }, 1],
  // Nobody can know.
  ["html", { as: "unknown", problem: "unclear_answer", status: 200 }, 1],
  ["dropped", { as: "unknown", problem: "no_answer", status: null }, 1],
] as const)("the fault %s", async (fault, outcome, taken) => {
  await control(sandbox, "PUT", "/faults", { endpoint: "send", fault });
  expect(await send()).toMatchObject(outcome);
  await control(sandbox, "DELETE", "/faults");
  expect(await sentTo(sandbox)).toMatchObject({ taken });
});

test("a receipt whose answer takes too long is in doubt, and ReceiptHero may have it", async () => {
  await control(sandbox, "PUT", "/faults", { endpoint: "send", fault: "hang" });
  expect(await send(AbortSignal.timeout(500))).toMatchObject({ as: "unknown", problem: "no_answer" });
  expect(await sentTo(sandbox)).toMatchObject({ taken: 1 });
});

test("without an API key nothing is sent", async () => {
  const settings = env();
  const { RECEIPTHERO_API_KEY } = settings;
  settings.RECEIPTHERO_API_KEY = undefined;
  await expect(send()).rejects.toMatchObject({ code: "api_key_missing" });
  Object.assign(settings, { RECEIPTHERO_API_KEY });
});

test("a name that nobody has, and a deadline before the connection, surely send nothing", async () => {
  const notReached = { as: "not_taken", problem: "not_reached" };
  env().RECEIPTHERO_API_URL = "http://no-such-host.invalid";
  expect(await send()).toMatchObject(notReached);
  env().RECEIPTHERO_API_URL = sandbox.api;
  expect(await send(AbortSignal.abort())).toMatchObject(notReached);
});

describe("another server", () => {
  const servers: Server[] = [];
  afterAll(() => {
    for (const server of servers) server.close();
  });

  /** Listens, and makes the server ours. @returns its port */
  async function listen(server: Server): Promise<number> {
    servers.push(server);
    await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
    return (server.address() as AddressInfo).port;
  }

  async function answerWith(listener: RequestListener): Promise<void> {
    env().RECEIPTHERO_API_URL = `http://127.0.0.1:${await listen(createServer(listener))}`;
  }

  test.each([
    [201, { as: "taken" }],
    [202, { as: "taken" }],
    [204, { as: "taken" }],
    [401, { as: "not_taken", problem: "key_refused" }],
    [403, { as: "not_taken", problem: "key_refused" }],
    [404, { as: "not_taken", problem: "unavailable" }],
    [408, { as: "not_taken", problem: "unavailable" }],
    [409, { as: "refused" }],
    [413, { as: "refused" }],
    [422, { as: "refused" }],
    [502, { as: "not_taken", problem: "unavailable" }],
    [504, { as: "unknown", problem: "unclear_answer" }],
  ] as const)("the status %i", async (status, outcome) => {
    await answerWith((_request, response) => response.writeHead(status).end());
    expect(await send()).toMatchObject({ ...outcome, status });
  });

  test.each([
    ["7", 7],
    ["0", 0],
    [new Date(Date.now() - 60_000).toUTCString(), 0],
    ["soon", null],
    ["999999999", 86_400],
  ])("Retry-After: %s", async (header, seconds) => {
    await answerWith((_request, response) => response.writeHead(429, { "Retry-After": header }).end());
    expect(await send()).toMatchObject({ problem: "busy", retryAfter: seconds });
  });

  test.each([
    ["no JSON", "<p>wrong", []],
    ["nothing", "", []],
    ["another shape", "7", []],
    ["no texts", '{"error":7}', []],
    ["the right spelling", '{"error":"e","description":"d"}', [{ error: "e", description: "d" }]],
    ["unprintable signs", '{"error":"a\\u0000\\n\\u202eb","decription":" "}', [{ error: "a b", description: "" }]],
    ["a long text", JSON.stringify({ error: "x".repeat(5_000) }), [{ error: "x".repeat(500), description: "" }]],
    ["too much", JSON.stringify({ error: "x".repeat(70_000) }), []],
    ["the same twice", '[{"error":"e"},{"error":"e"}]', [{ error: "e", description: "" }]],
    [
      "many",
      JSON.stringify(Array.from({ length: 30 }, (_, error) => ({ error: `${error}` }))),
      Array.from({ length: 20 }, (_, error) => ({ error: `${error}`, description: "" })),
    ],
  ])("a refusal with %s", async (_name, body, errors) => {
    await answerWith((_request, response) => response.writeHead(400).end(body));
    expect(await send()).toEqual({ as: "refused", status: 400, errors });
  });

  test("a refusal that repeats our secrets is kept without them", async () => {
    await answerWith(async (request, response) => {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk);
      const error = `${request.headers.authorization} ${Buffer.concat(chunks)}`.slice(0, 400);
      response.writeHead(400).end(JSON.stringify({ error }));
    });
    const text = JSON.stringify(await send());
    expect(text).toContain("Token …");
    expect(text).not.toContain(token);
    expect(text).not.toContain(env().RECEIPTHERO_API_KEY);
  });

  test("a server that closes the connection at once may have read the receipt", async () => {
    await answerWith((request) => request.socket.destroy());
    expect(await send()).toMatchObject({ as: "unknown", problem: "no_answer" });
  });

  test("a server that wants to speak another protocol may have read the receipt, and does not hold us", async () => {
    const server = createServer();
    server.on("connection", (socket) => {
      socket.once("data", () =>
        socket.write("HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: x\r\n\r\n"),
      );
    });
    env().RECEIPTHERO_API_URL = `http://127.0.0.1:${await listen(server)}`;
    expect(await send()).toMatchObject({ as: "unknown", problem: "no_answer" });
  });

  test("a certificate that is not trusted is refused before anything is sent", async () => {
    const certificate = (name: string) => readFileSync(new URL(`../../test/certificates/${name}`, import.meta.url));
    const seen: Buffer[] = [];
    const options = { key: certificate("server.key"), cert: certificate("server.crt") };
    const server = createTlsServer(options, () => seen.push(Buffer.from("a request")));
    server.on("secureConnection", (socket) => socket.on("data", (data) => seen.push(data)));
    env().RECEIPTHERO_API_URL = `https://localhost:${await listen(server)}`;
    expect(await send()).toMatchObject({ as: "not_taken", problem: "not_reached" });
    expect(seen).toEqual([]);
  });

  test("a connection that closes during the handshake has seen nothing", async () => {
    const server = createServer();
    server.on("connection", (socket) => socket.destroy());
    env().RECEIPTHERO_API_URL = `https://localhost:${await listen(server)}`;
    expect(await send()).toMatchObject({ as: "not_taken", problem: "not_reached" });
  });
});
