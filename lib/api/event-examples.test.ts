import { readFileSync } from "node:fs";
import { expect } from "vitest";
import { api } from "@/lib/api/app";
import { eventData } from "@/lib/api/bodies/event-data";
import { describeApi } from "@/lib/api/document";
import { env } from "@/lib/env";
import { workFor } from "@/lib/events/deliver/run";
import { publishEvents } from "@/lib/events/publish";
import { eventTypes, isEventType } from "@/lib/events/types";
import { callApi } from "@/test/api";
import type { TestDatabase } from "@/test/database";
import { addApiKey } from "@/test/factories";
import { test } from "@/test/fixtures";
import { startReceiver } from "@/test/receiver";

// The examples of docs/events.md, and the schemas of the API's document, are those of the events that are really sent.

const TYPES = Object.keys(eventTypes).filter(isEventType);

const MERCHANT = "0b8f9a4e-5a0c-4c57-9d2b-3f0f6f3f4711";
const CONNECTION = "7350515d-0f15-4663-8430-cf4d7f4057a1";
const RECEIPT = "93d22d66-f4bd-11e8-8eb2-f2801f1b9fd1";
const OUTGOING = "4d6a1d53-6a0e-4a0f-8a57-0c9b7a1d2e01";
const SESSION = "b7a5b1de-2a3b-4c8c-9a51-6f3e2d1c0b0a";

/** The changes of one connection, in order. Triggers write their events. */
const CHANGES = [
  `INSERT INTO "Merchant" (id, name, "externalId") VALUES ('${MERCHANT}', 'Kahvila Aamu Oy', 'customer-4711')`,
  `INSERT INTO "Connection" ("receiptheroId", "merchantId", label, scopes, "partnerMetadata", "sealedToken")
   VALUES ('${CONNECTION}', '${MERCHANT}', 'Torikatu', '{receipt:read}', '{"branch": "Kamppi"}', 'sealed')`,
  `UPDATE "Connection" SET "grantNumber" = "grantNumber" + 1`,
  `UPDATE "Connection" SET "modifiedAt" = now()`,
  `UPDATE "Connection" SET "unauthorizedSince" = now(), "unauthorizedReason" = 'refused'`,
  `UPDATE "Connection" SET "unauthorizedSince" = NULL, "unauthorizedReason" = NULL`,
  `UPDATE "Connection" SET "quietFrom" = now() - interval '1 hour'`,
  `UPDATE "Connection" SET "overdueFrom" = now() - interval '1 hour'`,
  `INSERT INTO "Receipt" ("receiptheroId", "receiptId", "announcedAt", "shopName") VALUES ('${CONNECTION}', '${RECEIPT}', now(), 'Kioski')`,
  `UPDATE "Receipt" SET "readyAt" = now()`,
  `INSERT INTO "OutgoingReceipt" (id, "apiKeyId", "receiptheroId", "merchantId", "sealedBody")
   VALUES ('${OUTGOING}', gen_random_uuid(), '${CONNECTION}', '${MERCHANT}', 'sealed')`,
  `UPDATE "OutgoingReceipt" SET state = 'SENT', "finishedAt" = now(), "sealedBody" = NULL`,
  `UPDATE "OutgoingReceipt" SET state = 'QUEUED', "finishedAt" = NULL, "sealedBody" = 'sealed'`,
  `UPDATE "OutgoingReceipt" SET state = 'REJECTED', "finishedAt" = now(), "sealedBody" = NULL, problem = 'refused',
          errors = '[{"error": "invalid_currency", "description": "currencyISOCode is unknown"}]'`,
  `INSERT INTO "ConnectSession" (id, "tokenHash", purpose, "merchantId", label, scopes, "partnerState")
   VALUES ('${SESSION}', 'hash', 'connect', '${MERCHANT}', 'Torikatu', '{}', 'cart-7')`,
  `UPDATE "ConnectSession" SET status = 'connected', "connectedId" = '${CONNECTION}', "endedAt" = now()`,
  `UPDATE "ConnectSession" SET status = 'pending', "connectedId" = NULL, "endedAt" = NULL`,
  `UPDATE "ConnectSession" SET status = 'expired', reason = 'expired', "endedAt" = now()`,
  `INSERT INTO "Notification" ("dedupeKey", type, "receiptheroId", payload)
   VALUES ('new', 'card_expired', '${CONNECTION}', '{"notification_type": "card_expired", "receipthero_id": "${CONNECTION}", "card": "1234"}')`,
  `UPDATE "Notification" SET state = 'DONE', "processedAt" = now()`,
  `UPDATE "Connection" SET status = 'DISCONNECTING', "disconnectedBy" = 'MERCHANT', "disconnectingSince" = now()`,
  `UPDATE "Connection" SET status = 'DISCONNECTED', "sealedToken" = NULL, "disconnectingSince" = NULL, "disconnectedAt" = now()`,
];

/** The bodies that an endpoint gets of all these changes, the first of each type. */
async function sentBodies({ client }: TestDatabase, key: string): Promise<Map<string, unknown>> {
  env().WEBHOOK_ALLOW_PRIVATE = "on";
  const receiver = await startReceiver();
  try {
    const endpoint = (await callApi("/webhook-endpoints", { key, method: "POST", body: { url: receiver.url } })).body;
    for (const change of CHANGES) await client.query(change);
    await callApi(`/webhook-endpoints/${endpoint.id}/ping`, { key, method: "POST" });
    await client.query(`UPDATE "Event" SET at = '2026-12-01T09:30:00Z'`);
    await publishEvents();
    await workFor(endpoint.id);
  } finally {
    receiver.stop();
  }
  const bodies = receiver.arrivals.map(({ body }) => JSON.parse(body)).reverse();
  return new Map(bodies.map((body) => [body.type, body]));
}

/** The examples of the document, by the headings above them. */
function documented(): Map<string, unknown> {
  const text = readFileSync("docs/events.md", "utf8");
  const sections = text.split("\n### `").slice(1);
  return new Map(
    sections.map((section) => {
      const [, json = ""] = /```json\n([\s\S]*?)```/.exec(section) ?? [];
      return [section.split("`")[0] ?? "", JSON.parse(json)];
    }),
  );
}

test("the document has an example of every type, and it is what is really sent", async ({ database }) => {
  const sent = await sentBodies(database, await addApiKey(database, ["events:write"]));
  expect([...sent.keys()].sort()).toEqual([...TYPES].sort());
  const examples = documented();
  for (const type of TYPES) expect(examples.get(type), type).toEqual(sent.get(type));
});

test("the API's document has a schema of every type, which its example passes without a field more", () => {
  const { webhooks } = describeApi(api, "Kahvila Aamu");
  expect(Object.keys(webhooks ?? {})).toEqual(TYPES);
  for (const [type, example] of documented()) {
    if (!isEventType(type)) throw new Error(`the document has an example of ${type}`);
    const { data } = example as { data: unknown };
    expect(eventData[type].strict().parse(data), type).toEqual(data);
  }
});
