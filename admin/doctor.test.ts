import { randomBytes, randomUUID } from "node:crypto";
import { expect } from "vitest";
import { seal } from "@/lib/crypto/seal";
import { settingsSchema } from "@/lib/settings/all";
import { admin, json } from "@/test/admin";
import type { TestDatabase } from "@/test/database";
import { addConnection, createOwner } from "@/test/factories";
import { test } from "@/test/fixtures";

let database: TestDatabase;

test.beforeAll(({ database: ownDatabase, mailSandbox: _ }) => {
  database = ownDatabase;
});

test("doctor finds nothing wrong, names the addresses to register, and prints no secret", async () => {
  const merchant = await createOwner(database);
  const id = randomUUID();
  await addConnection(database, merchant.merchant.id, { receiptheroId: id, sealedToken: seal("token", id) });
  const { code, output, errors } = await admin(["doctor"]);
  expect(output + errors).not.toMatch(/^✗/m);
  expect(code).toBe(0);
  expect(output).toContain("Register as redirect URL with ReceiptHero: http://localhost:3000/api/receipthero/callback");
  expect(output).toContain("http://localhost:3000/api/receipthero/membership");
  expect(output).toContain("key test: 1 rows need it");
  for (const name of Object.keys(settingsSchema.shape).filter((each) =>
    /SECRET|KEY|DATABASE|EMAIL_SERVER/.test(each),
  )) {
    for (const secret of (process.env[name] ?? "").split(/[:,]\s*/).filter(({ length }) => length > 12)) {
      expect(output + errors, name).not.toContain(secret);
    }
  }
});

test("doctor says of each part that does not work what to do", async () => {
  const nowhere = "http://127.0.0.1:1";
  const broken = {
    EMAIL_SERVER: "smtp://user:hidden-password@127.0.0.1:1",
    RECEIPTHERO_API_URL: nowhere,
    AUTH_OIDC_ISSUER: nowhere,
    AUTH_OIDC_CLIENT_ID: "client",
    AUTH_OIDC_CLIENT_SECRET: "secret",
    DATABASE_REPLICA_URL: "postgresql://user:hidden-password@127.0.0.1:1/none",
    TOKEN_KEYS: `other:${randomBytes(32).toString("base64")}`,
  };
  const { code, findings } = await json(["doctor"], broken);
  const problems = findings.filter(({ state }: { state: string }) => state === "problem");
  expect(code).toBe(1);
  expect(problems.map(({ check }: { check: string }) => check)).toEqual([
    "key test",
    "ReceiptHero's token endpoint",
    "ReceiptHero's revocation endpoint",
    "ReceiptHero's receipts",
    "mail server",
    "identity provider",
  ]);
  expect(findings).toContainEqual(expect.objectContaining({ check: "replica", state: "warning" }));
  expect(JSON.stringify(findings)).not.toContain("hidden-password");

  const down = await json(["doctor"], { DATABASE_URL: "postgresql://user:hidden-password@127.0.0.1:1/none" });
  expect(down.findings).toContainEqual(expect.objectContaining({ check: "database", state: "problem" }));
  expect(JSON.stringify(down)).not.toContain("hidden-password");
  const absent = new URL(database.url);
  absent.pathname = "/absent";
  expect((await json(["doctor"], { DATABASE_URL: absent.href })).findings).toContainEqual(
    expect.objectContaining({ check: "database", message: "PostgreSQL has no such database." }),
  );
  const unset = await json(["doctor"], { AUTH_SECRET: "" });
  expect(unset).toMatchObject({ code: 1, findings: [{ check: "settings", state: "problem" }] });
  expect(unset.findings[0].message).toContain("AUTH_SECRET is not set");
});
