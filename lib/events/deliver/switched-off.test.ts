import { beforeEach, expect } from "vitest";
import { raiseAlarms } from "@/lib/alarms/raise";
import { db } from "@/lib/db/client";
import { leaseEndpoint } from "@/lib/events/deliver/lease";
import { dueDeliveries } from "@/lib/events/deliver/next";
import { recordOutcomes } from "@/lib/events/deliver/record";
import { disableEndpoint, enableEndpoint } from "@/lib/events/endpoints/state";
import type { Sandbox } from "@/sandbox/start";
import type { TestDatabase } from "@/test/database";
import { createAdmin } from "@/test/factories";
import { test } from "@/test/fixtures";
import { mailsTo } from "@/test/inspect";
import { sendDue } from "@/test/user-mails";

let database: TestDatabase;
let sandbox: Sandbox;
let endpointId: string;

test.beforeAll(({ database: ownDatabase, mailSandbox: ownSandbox }) => {
  database = ownDatabase;
  sandbox = ownSandbox;
});
beforeEach(async () => {
  for (const table of ["WebhookEndpoint", "UserMail", "AlarmItem", "Alarm", "User"])
    await sql(`DELETE FROM "${table}"`);
  endpointId = await addEndpoint();
});

const sql = async (text: string, values: unknown[] = []) => (await database.client.query(text, values)).rows;

async function addEndpoint(): Promise<string> {
  const [{ id }] = await sql(
    `INSERT INTO "WebhookEndpoint" (id, url, types, "sealedSecret")
     VALUES (gen_random_uuid(), 'https://app.example.com/secret-path', '{}', 'sealed') RETURNING id`,
  );
  return id;
}

/** Fails a new delivery of an endpoint, unless it is off. */
async function fail(status: number, id = endpointId, url?: string): Promise<void> {
  await sql(
    `WITH event AS (INSERT INTO "Event" (type, data) VALUES ('ping', '{}') RETURNING id)
     INSERT INTO "EventDelivery" ("eventId", "endpointId", type) SELECT id, $1, 'ping' FROM event`,
    [id],
  );
  await sql(`UPDATE "WebhookEndpoint" SET "leasedUntil" = NULL`);
  const leased = await leaseEndpoint(id);
  if (!leased) return;
  const { lease, endpoint } = leased;
  const attempt = { problem: "status" as const, status, body: "", milliseconds: 1 };
  const outcomes = (await dueDeliveries(id, [], 10)).map((delivery) => ({
    delivery,
    url: url ?? endpoint.url,
    attempt,
  }));
  await recordOutcomes(lease, outcomes, endpoint.position);
}

/** The endpoints that the alarm is about. */
const noted = async () =>
  (await sql(`SELECT split_part(thing, ' ', 1) AS id FROM "AlarmItem" WHERE rule = 'endpoint_switched_off'`)).map(
    ({ id }) => id,
  );

test("all staff are told once of endpoints that are gone, in one email without their addresses", async () => {
  const staff = [await createAdmin(database), await createAdmin(database)];
  await sql(`UPDATE "User" SET role = 'SUPPORT' WHERE id = $1`, [staff[1]?.id]);
  const other = await addEndpoint();
  for (const id of [endpointId, other, endpointId]) await fail(410, id);
  await raiseAlarms();
  await sendDue();
  for (const { email } of staff) {
    const [mail, ...others] = await mailsTo(sandbox, email);
    expect(others).toEqual([]);
    expect(mail?.text).toContain("2 webhook endpoints get no events any more");
    expect(mail?.text).toContain("/admin/webhooks");
    expect(`${mail?.text}${mail?.html}`).not.toContain("secret-path");
  }
});

test("an endpoint that has failed for five days is told, and one that fails since a day is not", async () => {
  await sql(`UPDATE "WebhookEndpoint" SET "failingSince" = now() - interval '1 day'`);
  await fail(503);
  expect(await noted()).toEqual([]);
  await sql(`UPDATE "WebhookEndpoint" SET "failingSince" = now() - interval '5 days'`);
  await fail(503);
  expect(await noted()).toEqual([endpointId]);
});

test("a failure of a former address switches nothing off", async () => {
  await sql(`UPDATE "WebhookEndpoint" SET "failingSince" = now() - interval '5 days'`);
  await fail(410, endpointId, "https://former.example.com/");
  await fail(503, endpointId, "https://former.example.com/");
  expect(await noted()).toEqual([]);
});

test("an endpoint that is switched on and is gone again is told again", async () => {
  await fail(410);
  await db().$transaction((tx) => enableEndpoint(tx, endpointId, false, { type: "SYSTEM" }));
  await fail(410);
  expect(await noted()).toEqual([endpointId, endpointId]);
});

test("an endpoint that an admin switches off is not told", async () => {
  await db().$transaction((tx) => disableEndpoint(tx, endpointId, "switched_off", { type: "SYSTEM" }));
  expect(await noted()).toEqual([]);
});
