import type pg from "pg";
import { type Receiver, startReceiver } from "../../e2e/fixtures/receiver.ts";
import { makeKey } from "../../lib/api-keys/secret.ts";
import { sha256 } from "../../lib/crypto/tokens.ts";
import { webhookId } from "../../lib/events/deliver/message.ts";
import { Problem } from "../../tools/stack/bootstrap/report.mjs";
import { until } from "./poll.ts";
import { VERSION_HEADER, VERSIONS, type Version } from "./two-versions.ts";

/** How long all events may take to arrive, in seconds. */
const ARRIVED_WITHIN = 120;

/** A system of the partner that calls the API and gets all events. */
export type Partner = { key: string; receiver: Receiver; endpointId: string };

/** Makes an API key, and an endpoint through the API. */
export async function makePartner(client: pg.ClientBase, url: string): Promise<Partner> {
  const key = makeKey();
  await client.query(
    `INSERT INTO "ApiKey" (name, permissions, hash, "createdById")
     VALUES ('Drill', '{connections:read,events:read,events:write}', $1, gen_random_uuid())`,
    [sha256(key)],
  );
  const receiver = await startReceiver();
  const response = await fetch(`${url}/api/v1/webhook-endpoints`, {
    method: "POST",
    headers: { Authorization: `Bearer ${key}`, "Content-Type": "application/json" },
    body: JSON.stringify({ url: receiver.url }),
  });
  if (!response.ok) throw new Problem(`No endpoint could be made: ${await response.text()}`);
  return { key, receiver, endpointId: (await response.json()).id };
}

/**
 * Calls the API of one version: reads, and switches the endpoint off. Either version switches it on.
 * @returns the calls that were refused, with the status
 */
export async function callApi(url: string, version: Version, { key, endpointId }: Partner): Promise<string[]> {
  const refused: string[] = [];
  const call = async (by: Version, method: string, path: string, body?: object) => {
    const { status } = await fetch(`${url}/api/v1${path}`, {
      method,
      headers: { Authorization: `Bearer ${key}`, [VERSION_HEADER]: by, "Content-Type": "application/json" },
      ...(body && { body: JSON.stringify(body) }),
    });
    if (status >= 300) refused.push(`${method} ${path} (${status}, ${by})`);
  };
  for (const path of ["/connections", "/events", "/webhook-endpoints"]) await call(version, "GET", path);
  await call(version, "POST", `/webhook-endpoints/${endpointId}/ping`);
  for (const other of VERSIONS) {
    await call(version, "PATCH", `/webhook-endpoints/${endpointId}`, { state: "off" });
    await call(other, "PATCH", `/webhook-endpoints/${endpointId}`, { state: "on_with_missed" });
  }
  return refused;
}

/** Waits until every event has arrived. @returns how many there were, never arrived, and arrived more than once */
export async function countEvents(
  client: pg.ClientBase,
  { receiver }: Partner,
): Promise<{ events: number; missing: number; doubled: number }> {
  const { rows } = await client.query<{ id: string }>(
    `SELECT "publicId" AS id FROM "Event" WHERE data IS NOT NULL AND type <> 'ping'
        AND at > (SELECT min("createdAt") FROM "WebhookEndpoint")`,
  );
  const times = () => Map.groupBy(receiver.arrivals, ({ id }) => id);
  const missing = () => rows.filter(({ id }) => !times().has(webhookId(id))).length;
  await until("every event has arrived", ARRIVED_WITHIN, async () => missing() === 0).catch(() => {});
  const doubled = [...times().values()].filter(({ length }) => length > 1).length;
  return { events: rows.length, missing: missing(), doubled };
}
