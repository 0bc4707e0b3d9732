import { execFile } from "node:child_process";
import { randomBytes, randomUUID } from "node:crypto";
import { existsSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, vi } from "vitest";
import { main } from "@/admin/main";
import { sealAuditEvents } from "@/lib/audit/seal/seal-events";
import { seal, unseal } from "@/lib/crypto/seal";
import { settingsSchema } from "@/lib/settings/all";
import { dump, type TestDatabase } from "@/test/database";
import { addConnection, createAdmin, createMember, createOwner } from "@/test/factories";
import { test } from "@/test/fixtures";
import { lineOf, makeToken, ndjson } from "@/test/import-lines";
import { node } from "@/tools/stack/bootstrap/paths.mjs";

// Each command runs as the process of `npm run admin`.

let database: TestDatabase;

test.beforeAll(({ database: ownDatabase, mailSandbox: _ }) => {
  database = ownDatabase;
});

const rows = async (sql: string, values: unknown[] = []) => (await database.client.query(sql, values)).rows;
const folder = mkdtempSync(join(tmpdir(), "admin-"));

/** Runs a command. `settings` replace those of the test. */
function admin(args: string[], settings: Record<string, string> = {}) {
  const program = ["--conditions=react-server", "tools/stack/admin.ts", ...args];
  return new Promise<{ code: number; output: string; errors: string }>((resolve) => {
    execFile(node, program, { env: { ...process.env, ...settings } }, (error, output, errors) =>
      resolve({ code: error ? Number(error.code) : 0, output, errors }),
    );
  });
}

/** Runs a command with `--json`: with settings as a process, and otherwise in this one. */
async function json(args: string[], settings?: Record<string, string>) {
  const { code, output, errors } = await (settings ? admin : print)([...args, "--json"], settings);
  expect(output, errors).not.toBe("");
  return { code, ...JSON.parse(output) };
}

const auditOf = (command: string) =>
  rows(
    `SELECT "actorType", action FROM "AuditEvent" WHERE after->>'admin_command' = $1 AND "actorId" IS NULL ORDER BY id`,
    [command],
  );

/** Runs a command in this process, which is fast. */
async function print(args: string[]) {
  const lines: Record<"log" | "error", string[]> = { log: [], error: [] };
  const spies = (["log", "error"] as const).map((name) =>
    vi.spyOn(console, name).mockImplementation((line: string) => lines[name].push(line)),
  );
  const code = await main(args);
  for (const spy of spies) spy.mockRestore();
  return { code, output: lines.log.join("\n"), errors: lines.error.join("\n") };
}

test("help lists the commands and explains each, and a wrong command line has the exit code 2", async () => {
  const overview = await admin(["--help"]);
  expect(overview.code).toBe(0);
  const commands = [...overview.output.matchAll(/^ {2}([a-z-]+) /gm)].map(([, name = ""]) => name);
  expect(commands).toEqual(["doctor", "make-admin", "reseal", "verify", "purge", "erase-person", "import", "export"]);
  for (const command of commands) {
    const { code, output } = await print([command, "--help"]);
    expect([code, output.startsWith(`Usage: admin ${command} `)]).toEqual([0, true]);
  }
  const wrong = [
    ...[[], ["dance"], ["make-admin"], ["purge", "now"], ["verify", "--all"], ["verify", "--head", "foo"]],
    ...[
      ["make-admin", "nobody"],
      ["erase-person", "nobody"],
      ["export", "users"],
    ],
    ["export", "connections", "--format", "xml"],
  ];
  for (const args of wrong) {
    expect([args, (await print(args)).code]).toEqual([args, 2]);
    // A program reads one object, also of a wrong command line, and with the option before the command.
    const { code, output } = await print(["--json", ...args]);
    expect([args, code, JSON.parse(output)]).toEqual([args, 2, { error: expect.any(String) }]);
  }
  // The object would stand among the rows.
  expect((await print(["export", "connections", "--json"])).errors).toContain("--json needs --out");
});

test("make-admin creates an admin, promotes a user, enables a disabled one, and records each", async () => {
  const user = await createOwner(database);
  await rows(`UPDATE "User" SET "disabledAt" = now() WHERE id = $1`, [user.id]);
  await rows(
    `INSERT INTO "Session" ("sessionToken", "userId", expires) VALUES ('late', $1, now() + interval '1 day')`,
    [user.id],
  );
  const users = (await rows(`SELECT 1 FROM "User"`)).length;
  expect(await print(["make-admin", "Anna@Example.com"])).toEqual({
    code: 1,
    output: "",
    errors: "No user has this email. Check it. If it is right, add --create.",
  });
  expect(await rows(`SELECT 1 FROM "User"`)).toHaveLength(users);
  expect(await json(["make-admin", "Anna@Example.com", "--create"], {})).toMatchObject({ code: 0, isNew: true });
  expect(await json(["make-admin", user.email])).toMatchObject({
    code: 0,
    isNew: false,
    was: { role: "MERCHANT", isDisabled: true },
  });
  expect(
    await rows(`SELECT role, "disabledAt" FROM "User" WHERE email = ANY ($1)`, [["anna@example.com", user.email]]),
  ).toEqual([
    { role: "ADMIN", disabledAt: null },
    { role: "ADMIN", disabledAt: null },
  ]);
  // A sign-in that was running when the user was disabled may have left it.
  expect(await rows(`SELECT 1 FROM "Session" WHERE "userId" = $1`, [user.id])).toEqual([]);
  expect(await auditOf("make-admin")).toEqual(
    ["user.made_admin", "user.made_admin", "user.enabled"].map((action) => ({ actorType: "SYSTEM", action })),
  );
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

test("reseal encrypts the rows of a former key again, and then no row needs it", async () => {
  const { merchant } = await createOwner(database);
  const ids = Array.from({ length: 30 }, () => randomUUID());
  for (const id of ids) await addConnection(database, merchant.id, { receiptheroId: id, sealedToken: seal(id, id) });
  const keys = `next:${randomBytes(32).toString("base64")},${process.env.TOKEN_KEYS}`;
  const { code, keys: use } = await json(["reseal"], { TOKEN_KEYS: keys });
  expect(code).toBe(0);
  expect(use).toEqual([
    { id: "next", state: "seals", rows: expect.any(Number) },
    { id: "test", state: "former", rows: 0 },
  ]);
  const [{ sealedToken }] = await rows(`SELECT "sealedToken" FROM "Connection" WHERE "receiptheroId" = $1`, [ids[0]]);
  expect(() => unseal(sealedToken, ids[0] ?? "")).toThrow();
  await rows(`DELETE FROM "Connection"`);
});

test("purge deletes what was kept long enough", async () => {
  const user = await createOwner(database);
  await rows(
    `INSERT INTO "Session" ("sessionToken", "userId", expires) SELECT n::text, $1::uuid, now() FROM generate_series(1, 25000) n`,
    [user.id],
  );
  // As the release before left it.
  await rows(
    `INSERT INTO "Notification" ("dedupeKey", type, "receiptheroId", payload, state, "processedAt", "firstReceivedAt")
     SELECT n::text, 'transaction_notification', 'unknown', '{"merchant_name": "Kahvila Aamu"}', 'DONE', now(), now() - interval '91 days'
       FROM generate_series(1, 11000) n`,
  );
  expect(await json(["purge"])).toEqual({ code: 0, rows: { sessions: 25_000 } });
  expect(await rows(`SELECT FROM "Notification" WHERE payload <> '{}'`)).toEqual([]);
  expect(await rows(`SELECT FROM "NotificationBody"`)).toEqual([]);
  expect((await admin(["purge"])).output).toBe("Nothing was due.\n");
});

test("verify names counters, search rows and connections that are wrong, and mends them with --repair", async () => {
  const { merchant } = await createOwner(database, "Kahvila Aamu Oy");
  const [listed, stuck] = [await addConnection(database, merchant.id), await addConnection(database, merchant.id)];
  const deleted = await createOwner(database);
  const living = await addConnection(database, deleted.merchant.id, { label: "living" });
  expect(await json(["verify"])).toMatchObject({ code: 0, isFine: true });

  await rows(`INSERT INTO "Counter" (scope, key, delta) VALUES ('health', 'healthy', 7), ('bulk:gone', 'DONE', 2)`);
  await rows(`UPDATE "ConnectionListing" SET business = 'other' WHERE "receiptheroId" = $1`, [listed]);
  await rows(
    `UPDATE "Connection" SET status = 'DISCONNECTING', "disconnectingSince" = now() WHERE "receiptheroId" = $1`,
    [stuck],
  );
  await rows(`UPDATE "Merchant" SET "deletedAt" = now() WHERE id = $1`, [deleted.merchant.id]);
  const wrong = [
    { check: "counters", found: 2, examples: ["bulk:gone DONE", "health healthy"] },
    { check: "listings", found: 1, examples: [listed] },
    { check: "disconnects without a job", found: 1, examples: [stuck] },
    { check: "connections of deleted businesses", found: 1, examples: [living] },
  ];
  expect(await json(["verify"])).toMatchObject({ code: 1, checks: wrong });
  expect(await json(["verify", "--repair"])).toMatchObject({ code: 0, checks: wrong });
  expect(await json(["verify"])).toMatchObject({ code: 0, checks: wrong.map(({ check }) => ({ check, found: 0 })) });
  expect(await rows(`SELECT status FROM "Connection" WHERE "receiptheroId" = $1`, [living])).toEqual([
    { status: "DISCONNECTING" },
  ]);
});

test("verify names an event that a superuser changed, and one that was removed", async () => {
  await sealAuditEvents();
  const { audit } = await json(["verify"]);
  const [changed, removed] = await rows(`SELECT id::text FROM "AuditEvent" ORDER BY id LIMIT 2`);
  await rows("SET session_replication_role = replica");
  await rows(`UPDATE "AuditEvent" SET action = 'user.disabled' WHERE id = $1`, [changed.id]);
  await rows(`DELETE FROM "AuditEvent" WHERE id = $1`, [removed.id]);
  await rows("SET session_replication_role = DEFAULT");
  const { code, output } = await admin(["verify", "--repair", "--head", `${audit.head.position}:${audit.head.hash}`]);
  expect(code).toBe(1);
  expect(output).toContain(`event ${changed.id}, or its seal, was changed`);
  expect(output).toContain(`event ${removed.id} was removed`);
  expect(output).not.toContain("was noted");
});

test("erase-person says what it would do, and with --yes erases the user, the email and their business", async () => {
  const user = await createOwner(database, "Kahvila Ilta Oy");
  const { merchant } = user;
  const receiptheroId = await addConnection(database, merchant.id);
  await rows(`INSERT INTO "VerificationToken" (identifier, token, expires) VALUES ($1, $2, now())`, [
    user.email,
    randomUUID(),
  ]);
  const businesses = [{ merchantId: merchant.id, business: "Kahvila Ilta Oy", effect: "deleted" }];
  const found = { userId: user.id, rows: 1, businesses, refusal: null };
  expect(await json(["erase-person", user.email])).toEqual({ code: 0, isErased: false, ...found });
  expect(await dump(database)).toContain(user.email);

  expect(await json(["erase-person", user.email, "--yes"])).toEqual({ code: 0, isErased: true, ...found });
  const left = await dump(database);
  expect(left).not.toContain(user.email);
  expect(left).not.toContain("Kahvila Ilta Oy");
  expect(await rows(`SELECT status FROM "Connection" WHERE "receiptheroId" = $1`, [receiptheroId])).toEqual([
    { status: "DISCONNECTING" },
  ]);
  expect(await auditOf("erase-person")).toMatchObject([
    { action: "user.deleted" },
    { action: "merchant.deleted" },
    { action: "connection.disconnecting" },
  ]);

  // An email that only invitations have.
  const email = `${randomUUID()}@example.com`;
  await rows(`INSERT INTO "Invitation" ("merchantId", email, "tokenHash") VALUES ($1, $2, $2)`, [merchant.id, email]);
  expect(await json(["erase-person", email, "--yes"])).toMatchObject({ code: 0, userId: null });
  expect(await rows(`SELECT 1 FROM "Invitation" WHERE email = $1`, [email])).toEqual([]);
});

test("erase-person refuses an admin, a new email and the last owner, with --yes and before it", async () => {
  const owner = await createOwner(database, "Kahvila Aamu Oy");
  await createMember(database, owner.merchant, "READER");
  const moved = await createOwner(database);
  await rows(`INSERT INTO "EmailUndo" ("userId", email, "tokenHash") VALUES ($1, 'former@example.com', 'hash')`, [
    moved.id,
  ]);
  const refused = [
    { email: (await createAdmin(database)).email, refusal: "This user is an admin" },
    { email: moved.email, refusal: "The email was changed within 72 hours" },
    { email: owner.email, refusal: "Kahvila Aamu Oy would have no owner" },
  ];
  for (const { email, refusal } of refused) {
    for (const args of [[email], [email, "--yes"]]) {
      const { code, output } = await print(["erase-person", ...args]);
      expect([code, output.split(". ")[0], output]).toEqual([
        1,
        "Nothing was erased",
        expect.stringContaining(refusal),
      ]);
    }
    expect(await rows(`SELECT 1 FROM "User" WHERE email = $1`, [email])).toHaveLength(1);
  }
});

test("erase-person says of an email that nothing has that it is nowhere, and records nothing", async () => {
  const events = async () => (await rows(`SELECT 1 FROM "AuditEvent"`)).length;
  const before = await events();
  for (const args of [["nobody@example.com"], ["nobody@example.com", "--yes"]]) {
    const { code, errors } = await print(["erase-person", ...args]);
    expect([code, errors]).toEqual([1, "Nothing here has this email, so nothing was erased."]);
  }
  expect(await events()).toBe(before);
});

test("import brings connections, and names the lines that were refused", async () => {
  const file = join(folder, "connections.ndjson");
  const id = `rh-${randomUUID()}`;
  const good = lineOf({ external_id: "customer-1", access_token: makeToken(id, 1_700_000_000) });
  writeFileSync(file, `${ndjson([good]).toString()}\n{"external_id": "customer-2"}\n`);
  const { code, counts, refused } = await json(["import", file]);
  expect([code, counts]).toEqual([1, { WAITING: 0, IMPORTED: 1, UPDATED: 0, UNCHANGED: 0, REFUSED: 1 }]);
  expect(refused).toMatchObject([{ error: "malformed_line" }]);
  expect(await rows(`SELECT status FROM "Connection" WHERE "receiptheroId" = $1`, [id])).toEqual([
    { status: "ACTIVE" },
  ]);
  expect((await auditOf("import")).map(({ action }) => action)).toContain("connection.imported");
  const imports = await rows(`SELECT state FROM "Import"`);
  const missing = join(folder, "nothing");
  const { code: failed, output, errors } = await admin(["import", missing]);
  const message = `The file ${missing} cannot be opened: there is no such file or folder.\n`;
  expect([failed, output, errors]).toEqual([1, "", message]);
  expect(await rows(`SELECT state FROM "Import"`)).toEqual(imports);
});

test("export writes connections to the output or a new file, and records it", async () => {
  const { code, output } = await admin(["export", "connections", "--format", "ndjson"]);
  const count = (await rows(`SELECT 1 FROM "Connection"`)).length;
  expect([
    code,
    output
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line)).length,
  ]).toEqual([0, count]);

  const file = join(folder, "audit.csv");
  expect(await json(["export", "audit-log", "--out", file])).toMatchObject({ code: 0, what: "audit-log" });
  expect(readFileSync(file, "utf8")).toMatch(/^\uFEFFid,at,actor_type,/);
  expect(readFileSync(file, "utf8")).toContain("connections.exported");
  expect(await print(["export", "audit-log", "--out", file])).toEqual({
    code: 1,
    output: "",
    errors: `The file ${file} cannot be opened: it exists already.`,
  });
  const broken = { DATABASE_URL: "postgresql://user:hidden-password@127.0.0.1:1/none" };
  const failed = await admin(["export", "audit-log", "--out", `${file}.2`, "--json"], broken);
  expect([failed.code, JSON.parse(failed.output)]).toEqual([1, { error: expect.stringMatching(/^It failed: /) }]);
  expect(failed.errors).not.toMatch(/hidden-password|^ +at /m);
  expect(existsSync(`${file}.2`)).toBe(false);
  expect((await auditOf("export")).map(({ action }) => action)).toEqual(["connections.exported", "audit.exported"]);
});
