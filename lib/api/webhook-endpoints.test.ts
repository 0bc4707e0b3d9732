import { beforeEach, expect } from "vitest";
import { env } from "@/lib/env";
import { unsealEndpointSecret } from "@/lib/events/endpoints/secret";
import { callApi } from "@/test/api";
import type { TestDatabase } from "@/test/database";
import { addApiKey } from "@/test/factories";
import { test } from "@/test/fixtures";

let database: TestDatabase;
let key: string;

test.beforeAll(async ({ database: ownDatabase }) => {
  database = ownDatabase;
  Object.assign(env(), { API_RATE_LIMIT: 100_000, WEBHOOK_ALLOW_PRIVATE: "on" });
});
beforeEach(async () => {
  await database.client.query(`TRUNCATE "IdempotentCall", "WebhookEndpoint" CASCADE`);
  key = await addApiKey(database, ["events:read", "events:write"]);
});

const post = async (path: string, idempotencyKey: string, body?: object) =>
  (
    await callApi(`/webhook-endpoints${path}`, {
      key,
      method: "POST",
      body,
      headers: { "Idempotency-Key": idempotencyKey },
    })
  ).body;
const create = (idempotencyKey: string) => post("", idempotencyKey, { url: "http://127.0.0.1:9/hook" });
const rotate = (id: string, idempotencyKey: string) => post(`/${id}/rotate-secret`, idempotencyKey);

/** Leaves the calls as a server does that dies after their effect and before its answer, a minute later. */
const loseAnswers = () =>
  database.client.query(
    `UPDATE "IdempotentCall" SET status = NULL, "sealedAnswer" = NULL, "leasedUntil" = now() - interval '1 second'`,
  );

/** The secrets with which deliveries are signed. */
async function secretsOf(id: string): Promise<(string | null)[]> {
  const { rows } = await database.client.query(`SELECT * FROM "WebhookEndpoint" WHERE id = $1`, [id]);
  const [{ sealedSecret, sealedFormerSecret }] = rows;
  return [sealedSecret, sealedFormerSecret].map((sealed) => sealed && unsealEndpointSecret(sealed, id));
}

const eventsOf = async (id: string) =>
  (
    await database.client.query(`SELECT action FROM "AuditEvent" WHERE after ->> 'endpointId' = $1 ORDER BY id`, [id])
  ).rows.map(({ action }) => action);

test("an endpoint whose creation is repeated after a crash is one endpoint, with the secret of the last answer", async () => {
  const { id } = await create("k");
  await loseAnswers();
  const again = await create("k");
  expect(again.id).toBe(id);
  expect(await secretsOf(id)).toEqual([again.secret, null]);
  expect(await eventsOf(id)).toEqual(["webhook_endpoint.created"]);
});

test("a rotation that is repeated after a crash gives the same secret, and the former one stays", async () => {
  const { id, secret } = await create("k");
  const rotated = await rotate(id, "r");
  expect(await secretsOf(id)).toEqual([rotated.secret, secret]);
  await loseAnswers();
  expect((await rotate(id, "r")).secret).toBe(rotated.secret);
  expect(await secretsOf(id)).toEqual([rotated.secret, secret]);
  expect(await eventsOf(id)).toEqual(["webhook_endpoint.created", "webhook_endpoint.secret_rotated"]);
});

test("another rotation is a new one, and a repetition of the one before never gives back a secret that has ended", async () => {
  const { id } = await create("k");
  const [first, second] = [await rotate(id, "r-1"), await rotate(id, "r-2")];
  expect(await secretsOf(id)).toEqual([second.secret, first.secret]);
  await loseAnswers();
  const third = await rotate(id, "r-1");
  expect([first.secret, second.secret]).not.toContain(third.secret);
  expect(await secretsOf(id)).toEqual([third.secret, second.secret]);
});

test("two rotations at once give two secrets, and both sign", async () => {
  const { id } = await create("k");
  const answers = await Promise.all([rotate(id, "r-1"), rotate(id, "r-2")]);
  expect((await secretsOf(id)).toSorted()).toEqual(answers.map(({ secret }) => secret).toSorted());
});
