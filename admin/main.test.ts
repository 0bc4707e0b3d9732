import { expect } from "vitest";
import { admin, auditOfCommand, json, print } from "@/test/admin";
import type { TestDatabase } from "@/test/database";
import { createOwner } from "@/test/factories";
import { test } from "@/test/fixtures";

let database: TestDatabase;

test.beforeAll(({ database: ownDatabase, mailSandbox: _ }) => {
  database = ownDatabase;
});

const rows = async (sql: string, values: unknown[] = []) => (await database.client.query(sql, values)).rows;

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
  expect(await auditOfCommand(database, "make-admin")).toEqual(
    ["user.made_admin", "user.made_admin", "user.enabled"].map((action) => ({ actorType: "SYSTEM", action })),
  );
});
