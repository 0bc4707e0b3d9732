import { beforeEach, expect } from "vitest";
import { db } from "@/lib/db/client";
import { leaseEndpoint } from "@/lib/events/deliver/lease";
import { dueDeliveries } from "@/lib/events/deliver/next";
import { recordOutcomes } from "@/lib/events/deliver/record";
import { sendSwitchedOffMail } from "@/lib/events/switched-off-mail/send";
import type { Sandbox } from "@/sandbox/start";
import type { TestDatabase } from "@/test/database";
import { createAdmin } from "@/test/factories";
import { test } from "@/test/fixtures";
import { mailsTo } from "@/test/inspect";

let database: TestDatabase;
let sandbox: Sandbox;
let endpointId: string;

test.beforeAll(({ database: ownDatabase, mailSandbox: ownSandbox }) => {
  database = ownDatabase;
  sandbox = ownSandbox;
});
beforeEach(async () => {
  await sql(`DELETE FROM "WebhookEndpoint"`);
  await sql(`DELETE FROM "User"`);
  await sql(`SELECT graphile_worker.complete_jobs(array_agg(id)) FROM graphile_worker.jobs`);
  const [endpoint] = await sql(
    `INSERT INTO "WebhookEndpoint" (id, url, types, "sealedSecret") VALUES (gen_random_uuid(), 'https://app.example.com/secret-path', '{}', 'sealed') RETURNING id`,
  );
  endpointId = endpoint.id;
});

const sql = async (text: string, values: unknown[] = []) => (await database.client.query(text, values)).rows;

/** Fails a new delivery of the endpoint. */
async function fail(status: number): Promise<void> {
  await sql(
    `WITH event AS (INSERT INTO "Event" (type, data) VALUES ('ping', '{}') RETURNING id)
     INSERT INTO "EventDelivery" ("eventId", "endpointId", type) SELECT id, $1, 'ping' FROM event`,
    [endpointId],
  );
  await sql(`UPDATE "WebhookEndpoint" SET "leasedUntil" = NULL`);
  const leased = await leaseEndpoint(endpointId);
  if (!leased) return;
  const {
    lease,
    endpoint: { url, position },
  } = leased;
  const attempt = { problem: "status" as const, status, body: "", milliseconds: 1 };
  const outcomes = (await dueDeliveries(endpointId, [], 10)).map((delivery) => ({ delivery, url, attempt }));
  await recordOutcomes(lease, outcomes, position);
}

/** The payloads of the queued emails. */
const queued = async () =>
  (
    await sql(
      `SELECT payload FROM graphile_worker._private_jobs j JOIN graphile_worker._private_tasks t ON t.id = j.task_id
        WHERE t.identifier = 'send-switched-off-mail'`,
    )
  ).map(({ payload }) => payload);

test("each admin is told once that an endpoint is gone, with a link and without its path", async () => {
  const admins = [await createAdmin(database), await createAdmin(database)];
  const disabled = await createAdmin(database);
  await sql(`UPDATE "User" SET "disabledAt" = now() WHERE id = $1`, [disabled.id]);
  await fail(410);
  await fail(410);
  const jobs = await queued();
  expect(jobs.map(({ userId }) => userId).sort()).toEqual(admins.map(({ id }) => id).sort());
  for (const job of jobs) await sendSwitchedOffMail(job);
  for (const { email } of admins) {
    const [mail, ...others] = await mailsTo(sandbox, email);
    expect(others).toEqual([]);
    expect(mail?.text).toContain("The webhook endpoint at app.example.com gets no events");
    expect(mail?.text).toContain("It responded that it is gone (HTTP 410).");
    expect(mail?.text).toContain(`/admin/webhooks/${endpointId}`);
    expect(`${mail?.text}${mail?.html}`).not.toContain("secret-path");
  }
});

test("an endpoint that has failed for five days is told, and one that fails since a day is not", async () => {
  const admin = await createAdmin(database);
  await sql(`UPDATE "WebhookEndpoint" SET "failingSince" = now() - interval '1 day'`);
  await fail(503);
  expect(await queued()).toEqual([]);
  await sql(`UPDATE "WebhookEndpoint" SET "failingSince" = now() - interval '5 days'`);
  await fail(503);
  await sendSwitchedOffMail({ endpointId, userId: admin.id });
  expect((await mailsTo(sandbox, admin.email))[0]?.text).toContain("Every delivery has failed for 5 days.");
});

test("an endpoint that is on again by now, and one that an admin switched off, is not told", async () => {
  const admin = await createAdmin(database);
  await sendSwitchedOffMail({ endpointId, userId: admin.id });
  await db().webhookEndpoint.update({
    where: { id: endpointId },
    data: { disabledAt: new Date(), disabledReason: "switched_off" },
  });
  await sendSwitchedOffMail({ endpointId, userId: admin.id });
  expect(await mailsTo(sandbox, admin.email)).toEqual([]);
});
