import { randomBytes } from "node:crypto";
import { createServer } from "node:http";
import { expect, onTestFinished } from "vitest";
import { examineCollector } from "@/lib/doctor/collector";
import { examine } from "@/lib/doctor/examine";
import { examineKeys } from "@/lib/doctor/keys";
import { examineReceipthero } from "@/lib/doctor/receipthero";
import { examineServers } from "@/lib/doctor/servers";
import { examineAdmins, examineStaff } from "@/lib/doctor/sign-in";
import { examineWork } from "@/lib/doctor/work";
import { env } from "@/lib/env";
import type { Operator } from "@/lib/principal";
import { newestMigration } from "@/prisma/newest-migration";
import type { TestDatabase } from "@/test/database";
import { createAdmin, createOwner } from "@/test/factories";
import { test } from "@/test/fixtures";

const operator = { command: "doctor" } as Operator;
let database: TestDatabase;

test.beforeAll(({ database: ownDatabase, mailSandbox: _ }) => {
  database = ownDatabase;
});

/** Starts a server that gives every request the same status. @returns its URL, and the bodies that it was sent */
async function startAnswering(status: number) {
  const bodies: string[] = [];
  const server = createServer(async (request, response) => {
    bodies.push(Buffer.concat(await request.toArray()).toString());
    response.writeHead(status, { Location: "https://elsewhere.example" }).end();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => void server.close());
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the server has no port");
  return { url: `http://127.0.0.1:${address.port}`, bodies };
}

test("a check that fails is a finding, and hides no other", async () => {
  await database.client.query(`ALTER TABLE "UserMail" RENAME TO "Away"`);
  onTestFinished(async () => {
    await database.client.query(`ALTER TABLE "Away" RENAME TO "UserMail"`);
  });
  const { findings } = await examine(operator, newestMigration());
  expect(findings).toContainEqual(expect.objectContaining({ check: "work", state: "problem" }));
  for (const check of ["database", "key test", "admins", "mail server", "ReceiptHero's receipts"]) {
    expect(findings, check).toContainEqual(expect.objectContaining({ check }));
  }
});

test("an address of ReceiptHero's API that redirects is a problem, because no redirect is followed", async () => {
  env().RECEIPTHERO_API_URL = (await startAnswering(302)).url;
  const problems = (await examineReceipthero()).filter(({ state }) => state === "problem");
  expect(problems.map(({ check, message }) => [check, message])).toEqual(
    ["token endpoint", "revocation endpoint", "receipts"].map((name) => [
      `ReceiptHero's ${name}`,
      "Its address has moved (302), and no redirect is followed.",
    ]),
  );
});

test("a server is asked at the address that users have", async () => {
  for (const [status, state] of [
    [200, "ok"],
    [502, "warning"],
  ] as const) {
    env().APP_URL = (await startAnswering(status)).url;
    expect(await examineServers()).toMatchObject([{ check: "servers", state }]);
  }
});

test("the trace collector is asked, and gets no spans", async () => {
  expect(await examineCollector()).toEqual([]);
  const { url, bodies } = await startAnswering(200);
  env().OTEL_EXPORTER_OTLP_ENDPOINT = url;
  expect(await examineCollector()).toMatchObject([{ state: "ok" }]);
  expect(bodies).toEqual([JSON.stringify({ resourceSpans: [] })]);
  env().OTEL_EXPORTER_OTLP_ENDPOINT = (await startAnswering(404)).url;
  expect(await examineCollector()).toMatchObject([{ state: "warning" }]);
});

test("a key without rows may be a new one, and is not to be taken out without a thought", async () => {
  const next = { id: "next", key: randomBytes(32) };
  env().TOKEN_KEYS.push(next);
  expect(await examineKeys(operator)).toContainEqual({
    check: "key next",
    state: "warning",
    message: "No row needs this key. It is new, or a former one that can go.",
    advice: "Leave a new one. Take a former one out of TOKEN_KEYS, unless a backup needs it.",
  });
  env().TOKEN_KEYS.pop();
});

test("a notification is late from when its next attempt is due", async () => {
  const add = `INSERT INTO "Notification" ("dedupeKey", type, "receiptheroId", payload, "firstReceivedAt", "retryAt")
               VALUES ($1, 'unknown', 'rh-1', '{}', now() - interval '1 day', now() - $2::interval)`;
  await database.client.query(add, ["retried", "1 minute"]);
  expect(await examineWork()).toContainEqual(expect.objectContaining({ check: "notifications", state: "ok" }));
  await database.client.query(add, ["late", "1 hour"]);
  expect(await examineWork()).toContainEqual(expect.objectContaining({ check: "notifications", state: "warning" }));
});

test("an email of ADMIN_EMAILS is no admin while its user is disabled", async () => {
  const { id, email } = await createOwner(database);
  env().ADMIN_EMAILS = [email];
  expect(await examineAdmins()).toMatchObject([{ state: "ok" }]);
  await database.client.query(`UPDATE "User" SET "disabledAt" = now() WHERE id = $1`, [id]);
  expect(await examineAdmins()).toMatchObject([
    { state: "warning", message: "All that ADMIN_EMAILS names are disabled." },
  ]);
});

test("one admin alone cannot approve large bulk disconnects", async () => {
  await database.client.query(`DELETE FROM "User"`);
  await createAdmin(database);
  expect(await examineAdmins()).toMatchObject([{ state: "ok" }]);
  env().BULK_APPROVAL_ABOVE = 100;
  expect(await examineAdmins()).toMatchObject([{ state: "warning", message: expect.stringContaining("a second one") }]);
  await createAdmin(database);
  expect(await examineAdmins()).toMatchObject([{ state: "ok" }]);
});

test("with AUTH_STAFF=oidc, staff who have no identity at the provider yet are a warning", async () => {
  await database.client.query(`DELETE FROM "User"`);
  const [{ id }] = [await createAdmin(database), await createAdmin(database)];
  expect(await examineStaff()).toMatchObject([{ state: "ok", message: expect.stringContaining("2 sign in by email") }]);
  env().AUTH_STAFF = "oidc";
  const provider = { issuer: "https://login.example.com", clientId: "c", clientSecret: "s", name: "Login" };
  const roles = { claim: "groups", adminGroup: "admins", supportGroup: null };
  env().oidc = { ...provider, isEmailTrusted: false, scopes: [], roles };
  await database.client.query(
    `INSERT INTO "Account" ("userId", type, provider, "providerAccountId") VALUES ($1, 'oidc', $2, 'subject')`,
    [id, provider.issuer],
  );
  expect(await examineStaff()).toMatchObject([
    { state: "ok", message: expect.stringContaining("Groups there decide") },
    { state: "warning", message: expect.stringMatching(/^1 of them/) },
  ]);
});
