import { randomUUID } from "node:crypto";
import { expect } from "vitest";
import { authenticate } from "@/lib/api-keys/authenticate";
import { createConnectSession } from "@/lib/connect-sessions/create";
import { expireSessions } from "@/lib/connect-sessions/status";
import { sha256 } from "@/lib/crypto/tokens";
import { isPermitted } from "@/lib/principal";
import { askForSession, create, given, RETURN_URL, startOverForEach, status } from "@/test/connect-sessions";
import { test } from "@/test/fixtures";

startOverForEach();

test.each([
  "https://app.example.com.evil.example/",
  "https://evil.example/?https://app.example.com",
  "https://user:secret@app.example.com/",
  "https://app.example.com:8443/",
  "http://app.example.com/",
  "javascript:alert(1)//https://app.example.com",
  "//app.example.com/",
  "blob:https://app.example.com/4a9e0c1e",
])("a browser is never sent to %s", async (url) => {
  const refused = await askForSession({ return_url: url });
  expect(refused.status).toBe(400);
  expect(["return_origin_not_allowed", "malformed_request"]).toContain(refused.body.code);
  const { rows } = await given.database.client.query(`SELECT 1 FROM "Merchant" WHERE "externalId" = $1`, [
    given.externalId,
  ]);
  expect(rows).toEqual([]);
});

test.each([
  ["a state with a NUL", { state: "a\0b" }],
  ["a state with half a character", { state: "a\ud800" }],
])("%s is refused, because it would not come back as it is", async (_, fields) => {
  const refused = await askForSession(fields);
  expect(refused.body).toMatchObject({ status: 400, code: "malformed_request" });
});

test("a return URL is kept as a browser reads it, and a scope that is named twice counts once", async () => {
  const session = await create({
    return_url: "https://app.example.com/a\0b c?q=1#end",
    scopes: ["receipt:read", "receipt:read"],
  });
  const { rows } = await given.database.client.query(`SELECT "returnUrl", scopes FROM "ConnectSession" WHERE id = $1`, [
    session.id,
  ]);
  expect(rows).toEqual([{ returnUrl: "https://app.example.com/a%00b%20c?q=1#end", scopes: ["receipt:read"] }]);
});

test("metadata that ReceiptHero's page could not take is refused at once", async () => {
  const metadata = Object.fromEntries(Array.from({ length: 5 }, (_, index) => [`k${index}`, "x".repeat(500)]));
  const refused = await askForSession({ metadata });
  expect(refused.body).toMatchObject({ status: 400, code: "authorization_url_too_long" });
});

test("a repeated call with the same Idempotency-Key gives the same session and the same link", async () => {
  const headers = { "Idempotency-Key": randomUUID() };
  const [one, other] = [await askForSession({}, headers), await askForSession({}, headers)];
  expect(other.body).toEqual(one.body);
  const { rows } = await given.database.client.query(`SELECT 1 FROM "ConnectSession" WHERE id = $1`, [one.body.id]);
  expect(rows).toHaveLength(1);
});

test("a repetition after a crash gives a link that works, although the time of the first one was over", async () => {
  const asked = {
    about: { purpose: "connect" as const },
    externalId: given.externalId,
    businessName: "x",
    returnUrl: RETURN_URL,
    ...{ email: null, locale: null, label: null, scopes: null, pairs: [], partnerState: null },
  };
  const caller = (await authenticate(given.key))?.key;
  if (!caller || !isPermitted(caller, "connect:write")) throw new Error("the key may not create sessions");
  const id = randomUUID();
  await createConnectSession(caller, id, asked, (business) => `May ${business}?`);
  await given.database.client.query(`UPDATE "ConnectSession" SET "expiresAt" = now() WHERE id = $1`, [id]);
  await expireSessions();
  const url = new URL(await createConnectSession(caller, id, asked, (business) => `May ${business}?`));
  expect(await status({ id })).toMatchObject({ status: "pending", reason: null });
  const { rows } = await given.database.client.query(
    `SELECT "tokenHash", "expiresAt" > now() AS lives FROM "ConnectSession" WHERE id = $1`,
    [id],
  );
  expect(rows).toEqual([{ tokenHash: sha256(url.searchParams.get("token") ?? ""), lives: true }]);
});

test("creating a session is recorded, and names the key", async () => {
  const { id } = await create();
  const { rows } = await given.database.client.query(
    `SELECT e."actorType", k.name IS NOT NULL AS "isKey", e.after, e."merchantId" IS NOT NULL AS "hasMerchant"
       FROM "AuditEvent" e LEFT JOIN "ApiKey" k ON k.id = e."actorId"
      WHERE e.action = 'connect_session.created' AND e.after->>'connectSessionId' = $1`,
    [id],
  );
  expect(rows).toEqual([
    { actorType: "API_KEY", isKey: true, after: { connectSessionId: id, purpose: "connect" }, hasMerchant: true },
  ]);
});
