import { expect } from "vitest";
import { env } from "@/lib/env";
import { publishEvents } from "@/lib/events/publish";
import { callApi } from "@/test/api";
import type { TestDatabase } from "@/test/database";
import { addApiKey } from "@/test/factories";
import { startReceiver } from "@/test/receiver";

/** The surroundings of a test of deliveries. */
export type Deliveries = Awaited<ReturnType<typeof startDeliveries>>;

/** Begins without endpoints and events, with a receiver on this machine, which the settings allow. */
export async function startDeliveries(database: TestDatabase) {
  env().API_RATE_LIMIT = 100_000;
  env().WEBHOOK_ALLOW_PRIVATE = "on";
  const sql = async (text: string, values: unknown[] = []) => (await database.client.query(text, values)).rows;
  await sql(`DELETE FROM "Event"`);
  await sql(`DELETE FROM "WebhookEndpoint"`);
  const key = await addApiKey(database, ["events:read", "events:write"]);
  const receiver = await startReceiver();
  const api = (path: string, method = "GET", body?: unknown) => callApi(path, { key, method, body });
  return {
    receiver,
    sql,
    api,
    /** The types that have arrived. */
    types: () => receiver.arrivals.map(({ body }) => JSON.parse(body).type),

    /** Creates an endpoint through the API: the receiver's, unless the fields have another URL. */
    async createEndpoint(fields: Record<string, unknown> = {}): Promise<{ id: string; secret: string }> {
      const answer = await api("/webhook-endpoints", "POST", { url: receiver.url, ...fields });
      expect(answer.status, answer.text).toBe(201);
      return answer.body;
    },

    /** Writes events, as a trigger does, and publishes them. */
    async addEvents(count: number, type = "connection.quiet"): Promise<void> {
      await sql(
        `INSERT INTO "Event" (type, data) SELECT $2, jsonb_build_object('n', n) FROM generate_series(1, $1) n`,
        [count, type],
      );
      while ((await publishEvents()) > 0);
    },

    deliveries: (id: string) =>
      sql(
        `SELECT state, attempts, extract(epoch FROM "nextAttemptAt" - now())::float8 AS pause FROM "EventDelivery" WHERE "endpointId" = $1 ORDER BY id`,
        [id],
      ),
    attempts: () => sql(`SELECT number, status, problem, body FROM "EventAttempt" ORDER BY "deliveryId", number`),
    dueNow: () => sql(`UPDATE "EventDelivery" SET "nextAttemptAt" = now() WHERE state = 'PENDING'`),
  };
}
