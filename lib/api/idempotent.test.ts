import { OpenAPIHono, z } from "@hono/zod-openapi";
import { beforeEach, describe, expect } from "vitest";
import { api } from "@/lib/api/app";
import { noQuery } from "@/lib/api/fields";
import { json } from "@/lib/api/operation";
import { createPostRoute, postProblems } from "@/lib/api/post-route";
import { deleteExpired } from "@/lib/background/delete-expired";
import { env } from "@/lib/env";
import { type Call, callApi } from "@/test/api";
import { dump, type TestDatabase } from "@/test/database";
import { addApiKey } from "@/test/factories";
import { test } from "@/test/fixtures";

// An operation of this test's own shows what every POST does (lib/api/post-route.ts).

let database: TestDatabase;
let key: string;

/** The next call of the operation waits for this after its effect. */
let gate: Promise<unknown> | null = null;

const route = (path: string, operationId: string) =>
  createPostRoute("connections:write", {
    path,
    operationId,
    request: {
      query: noQuery,
      body: { required: true, content: { "application/json": { schema: z.strictObject({ status: z.int() }) } } },
    },
    responses: { 201: json("The effect.", z.object({ id: z.string(), secret: z.string() })), ...postProblems() },
  });

const routes = new OpenAPIHono();
for (const [path, id] of [
  ["/effects", "makeEffect"],
  ["/other-effects", "makeOtherEffect"],
] as const) {
  routes.openapi(route(path, id), async (context) => {
    const { status } = context.req.valid("json");
    const effect = context.get("resultId");
    await database.client.query(`INSERT INTO effect VALUES ($1) ON CONFLICT DO NOTHING`, [effect]);
    await gate;
    return context.json({ id: effect, secret: "a-secret-answer" }, status as 201);
  });
}
api.route("/", routes);

test.beforeAll(async ({ database: ownDatabase }) => {
  database = ownDatabase;
  env().API_RATE_LIMIT = 100_000;
  await database.client.query(`CREATE TABLE effect (id uuid PRIMARY KEY)`);
});
beforeEach(async () => {
  gate = null;
  await database.client.query(`TRUNCATE effect, "IdempotentCall"`);
  key = await addApiKey(database);
});

const post = (idempotencyKey: string | null, { status = 201, path = "/effects", ...more }: Options = {}) =>
  callApi(path, {
    key,
    method: "POST",
    body: { status },
    ...(idempotencyKey !== null && { headers: { "Idempotency-Key": idempotencyKey } }),
    ...more,
  });
type Options = Call & { status?: number; path?: string };

const effects = async () => (await database.client.query("SELECT id FROM effect")).rows.length;
const change = (assignments: string) => database.client.query(`UPDATE "IdempotentCall" SET ${assignments}`);
const wasReplayed = ({ headers }: { headers: Headers }) => headers.get("Idempotent-Replayed") === "true";

test("a repetition gets the same answer and has no effect, and says that it is one", async () => {
  const [first, second] = [await post("k"), await post("k")];
  expect([first, second].map(wasReplayed)).toEqual([false, true]);
  expect(second).toMatchObject({ status: 201, text: first.text });
  expect(second.headers.get("Content-Type")).toBe(first.headers.get("Content-Type"));
  expect(second.headers.get("RateLimit")).not.toBeNull();
  expect(await effects()).toBe(1);
});

test("a call without the header is a new one each time", async () => {
  expect([await post(null), await post(null)].map(wasReplayed)).toEqual([false, false]);
  expect(await effects()).toBe(2);
});

test("another body, another address and another operation are refused, and another API key is no repetition", async () => {
  await post("k");
  for (const other of [{ status: 202 }, { path: "/effects?x=1" }, { path: "/other-effects" }]) {
    expect((await post("k", other)).body).toMatchObject({ status: 409, code: "idempotency_key_reused" });
  }
  expect(wasReplayed(await post("k", { key: await addApiKey(database) }))).toBe(false);
  expect(wasReplayed(await post("k"))).toBe(true);
  expect(await effects()).toBe(2);
});

test("of twenty calls at once one has an effect", async () => {
  const answers = await Promise.all(Array.from({ length: 20 }, () => post("k")));
  expect(await effects()).toBe(1);
  expect(answers.filter((answer) => answer.status === 201 && !wasReplayed(answer))).toHaveLength(1);
  for (const answer of answers.filter(({ status }) => status !== 201)) {
    expect(answer.body.code).toBe("idempotency_in_progress");
    expect(answer.headers.get("Retry-After")).toBe("1");
  }
});

test("a repetition runs again once the first server must be dead, for the same row and with the same answer", async () => {
  const { promise, resolve } = Promise.withResolvers<void>();
  gate = promise;
  const first = post("k");
  await expect.poll(effects).toBe(1);
  gate = null;
  expect((await post("k")).body.code).toBe("idempotency_in_progress");
  await change(`"leasedUntil" = now() - interval '1 second'`);
  const second = await post("k");
  expect(wasReplayed(second)).toBe(false);
  resolve();
  expect((await first).text).toBe(second.text);
  expect(await post("k")).toMatchObject({ status: 201, text: second.text });
  expect(await effects()).toBe(1);
});

describe("which answers a repetition gets again", () => {
  test.each([200, 201, 202, 400, 404, 409, 422])("%i is kept", async (status) => {
    await post("k", { status });
    expect(await post("k", { status })).toMatchObject({ status });
    expect(wasReplayed(await post("k", { status }))).toBe(true);
  });

  test.each([401, 403, 408, 415, 429, 500, 503])("%i is not, and the next call is for the same row", async (status) => {
    const answers = [await post("k", { status }), await post("k", { status })];
    expect(answers.map(wasReplayed)).toEqual([false, false]);
    expect(await effects()).toBe(1);
  });

  test("a refused body is refused again", async () => {
    const answers = [await post("k", { body: { wrong: 1 } }), await post("k", { body: { wrong: 1 } })];
    expect(answers.map(wasReplayed)).toEqual([false, true]);
    expect(answers[1]).toMatchObject({ status: 400, text: answers[0]?.text });
    expect(answers[1]?.headers.get("Content-Type")).toBe("application/problem+json");
  });
});

test.each(["", "x".repeat(256), "ä", "a\tb"])("the header %j is malformed", async (header) => {
  const answer = await post(header);
  expect(answer.body).toMatchObject({ code: "malformed_request", errors: [{ at: "header.Idempotency-Key" }] });
  expect(await effects()).toBe(0);
});

test("after a day the header is free for another call, and the sweep deletes the first one", async () => {
  await post("k");
  await change(`"createdAt" = now() - interval '23 hours'`);
  await deleteExpired();
  expect(wasReplayed(await post("k"))).toBe(true);
  await change(`"createdAt" = now() - interval '24 hours'`);
  expect(wasReplayed(await post("k", { status: 202 }))).toBe(false);
  expect(await effects()).toBe(2);
  await change(`"createdAt" = now() - interval '24 hours'`);
  await deleteExpired();
  expect((await database.client.query(`SELECT 1 FROM "IdempotentCall"`)).rows).toEqual([]);
});

test("the database has neither the header nor the answer in clear, and an answer fits its own row only", async () => {
  await post("the-header");
  await post("another-header", { status: 202 });
  const text = await dump(database);
  expect(text).toContain("makeEffect");
  expect(text).not.toMatch(/the-header|a-secret-answer/);
  await change(
    `"sealedAnswer" = (SELECT "sealedAnswer" FROM "IdempotentCall" WHERE status = 202), status = 202 WHERE status = 201`,
  );
  expect((await post("the-header")).body).toMatchObject({ status: 503 });
});
