import { readFile } from "node:fs/promises";
import type { Page } from "@playwright/test";
import fi from "../../messages/fi/index.ts";
import sv from "../../messages/sv/index.ts";
import { openListMenu } from "../fixtures/connection-list.ts";
import { en } from "../fixtures/messages.ts";
import { newUser, signInAsAdmin, signUpDirectly } from "../fixtures/sign-in.ts";
import { expect, test } from "../fixtures/test.ts";

/** Presses a link that downloads a file. @returns the file's lines */
async function download(page: Page, name: string): Promise<string[]> {
  const [file] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("link", { name, exact: true }).click(),
  ]);
  expect(file.suggestedFilename()).toMatch(/\.csv$/);
  return (await readFile(await file.path(), "utf8")).split("\r\n");
}

type Column = keyof typeof en.admin.exportColumns;

const CONNECTION = [
  ...[
    "business",
    "external_id",
    "label",
    "receipthero_id",
    "status",
    "health",
    "scopes",
    "connected_at",
    "modified_at",
  ],
  ...["disconnected_at", "disconnected_by", "last_notification_at", "metadata", "tags"],
] as Column[];
const AUDIT: Column[] = [
  "id",
  "at",
  "actor_type",
  "actor_id",
  "action",
  "merchant_id",
  "receipthero_id",
  "before",
  "after",
];

/** The first line of a file, for Excel. */
const headOf = (columns: Column[], names: Record<Column, string> = en.admin.exportColumns) =>
  `\uFEFF${columns.map((column) => names[column]).join(";")}`;

test("every export offers semicolons for Finnish and Swedish Excel, and formulas stay text", async ({
  page,
  openContext,
  stack,
}) => {
  const user = await signUpDirectly(await openContext(), stack, newUser('Ähtäri; "=1+1'));
  await signInAsAdmin(page, stack);
  const id = `csv-${user.email}`;
  await stack.database.rows(
    `INSERT INTO "Connection" ("receiptheroId", "merchantId", label, scopes, "partnerMetadata", "sealedToken")
     SELECT $1, "merchantId", 'a,"=1+1', '{receipt:read}', '{}', 'not a token' FROM "User" JOIN "Member" ON "userId" = id WHERE email = $2`,
    [id, user.email],
  );
  const bulk = await stack.database.row<{ id: string }>(
    `WITH bulk AS (INSERT INTO "BulkDisconnect" ("startedById", state) VALUES (gen_random_uuid(), 'DONE') RETURNING id)
     INSERT INTO "BulkDisconnectItem" ("bulkDisconnectId", "receiptheroId", state) SELECT id, $1, 'SKIPPED' FROM bulk
     RETURNING "bulkDisconnectId" AS id`,
    [id],
  );

  await page.goto(`/admin/connections?${new URLSearchParams({ q: id })}`);
  await openListMenu(page);
  const connections = await download(page, en.admin.connections.bulk["csv-semicolon"]);
  expect(connections[0]).toBe(headOf(CONNECTION));
  expect(connections[1]).toMatch(new RegExp(`^"Ähtäri; ""=1\\+1";;"a,""'=1\\+1";${id};ACTIVE;`));
  const commas = await download(page, en.admin.connections.bulk.csv);
  expect(commas[1]).toMatch(new RegExp(`^"Ähtäri; ""'=1\\+1",,"a,""=1\\+1",${id},ACTIVE,`));

  await page.goto("/admin/audit");
  const audit = await download(page, en.admin.audit["csv-semicolon"]);
  expect(audit[0]).toBe(headOf(AUDIT));

  await page.goto(`/admin/bulk-disconnects/${bulk.id}`);
  const results = await download(page, en.admin.bulkDisconnect.detail.export["csv-semicolon"]);
  expect(results[0]).toBe(headOf(["receipthero_id", "business", "label", "result", "reason", "at"]));
  expect(results[1]).toMatch(new RegExp(`^${id};"Ähtäri; ""=1\\+1";"a,""'=1\\+1";SKIPPED;`));
});

test("the first line of a file is in its reader's language, and JSON is alike for everyone", async ({
  page,
  stack,
}) => {
  await signInAsAdmin(page, stack);
  for (const [language, texts] of Object.entries({ fi, sv })) {
    const read = async (path: string) => {
      const answer = await page.request.get(path, { headers: { "Accept-Language": language } });
      return (await answer.text()).split(/\r?\n/)[0] ?? "";
    };
    const { exportColumns: names } = texts.admin;
    expect(await read("/admin/connections/export?format=csv-semicolon")).toBe(headOf(CONNECTION, names));
    expect(await read("/admin/audit/export?format=csv-semicolon")).toBe(headOf(AUDIT, names));
    expect(Object.keys(JSON.parse(await read("/admin/audit/export?format=ndjson")))).toEqual(AUDIT);
  }
});
