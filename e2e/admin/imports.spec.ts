import { lineOf, makeToken, ndjson } from "../../test/import-lines.ts";
import { checkAccessibility } from "../fixtures/accessibility.ts";
import { en, formatMessage } from "../fixtures/messages.ts";
import { letProofsLapse } from "../fixtures/proofs.ts";
import { signInAsAdmin } from "../fixtures/sign-in.ts";
import { expect, test } from "../fixtures/test.ts";

const texts = en.admin.imports;
const file = (body: string, name = "connections.ndjson") => ({
  name,
  mimeType: "text/plain",
  buffer: Buffer.from(body),
});

test("an admin imports a file, follows it, and finds the refused lines", async ({ page, stack }) => {
  await signInAsAdmin(page, stack);
  await page.goto("/admin/imports");
  await expect(page.getByRole("heading", { name: texts.empty.title })).toBeVisible();
  await checkAccessibility(page);
  await page.getByRole("link", { name: texts.start }).click();
  await expect(page.getByRole("heading", { level: 1, name: texts.new.title })).toBeVisible();
  await checkAccessibility(page);

  const lines = [
    lineOf({ external_id: "customer-4711", access_token: makeToken("ab1c-9f", 1_700_000_000) }),
    ...Array.from({ length: 60 }, () => lineOf()),
    { ...lineOf({ external_id: "customer-4712" }), label: "" },
    { ...lineOf({ external_id: "customer-4713" }), access_token: "nonsense" },
  ];
  await page.getByLabel(texts.new.file).setInputFiles(file(`\uFEFF${ndjson(lines)}`));
  await page.getByRole("button", { name: texts.new.submit }).click();
  await page.waitForURL(/\/admin\/imports\/[\da-f-]{36}$/);
  const progress = page.getByRole("region", { name: texts.detail.progress });
  await expect(progress.getByText(texts.state.DONE, { exact: true })).toBeVisible();
  await expect(page.getByRole("heading", { level: 1 })).toContainText("63");
  await expect(page.getByRole("row")).toHaveCount(51);
  await checkAccessibility(page);

  await page.getByRole("link", { name: texts.detail.items.REFUSED }).click();
  await page.waitForURL(/state=REFUSED/);
  await expect(page.getByRole("row")).toHaveCount(3);
  await expect(page.getByRole("row", { name: "customer-4713" })).toContainText(texts.refusals.bad_token);
  await expect(page.getByRole("row", { name: "customer-4712" })).toContainText(
    formatMessage(texts.detail.inField, { field: "label" }),
  );
  await checkAccessibility(page);
  await page.getByRole("link", { name: texts.detail.items.IMPORTED }).click();
  await page.waitForURL(/state=IMPORTED/);
  await page.getByRole("link", { name: "ab1c-9f" }).click();
  await page.waitForURL("/admin/connections/ab1c-9f");
  await expect(page.getByText(en.audit.connection.imported).first()).toBeVisible();

  await page.goto("/admin/imports");
  await expect(page.getByRole("listitem").filter({ hasText: "63" })).toContainText(
    formatMessage(texts.refused, { count: 2 }),
  );
  await checkAccessibility(page);
});

test("a file is imported without JavaScript, by keyboard", async ({ openBrowser, stack }) => {
  const page = await openBrowser({ javaScriptEnabled: false });
  await signInAsAdmin(page, stack);
  await page.goto("/admin/imports/new");
  await page.getByLabel(texts.new.file).setInputFiles(file(ndjson([lineOf()])));
  await page.getByLabel(texts.new.file).focus();
  await page.keyboard.press("Tab");
  await expect(page.getByRole("button", { name: texts.new.submit })).toBeFocused();
  await page.keyboard.press("Enter");
  await page.waitForURL(/\/admin\/imports\/[\da-f-]{36}$/);
  await expect
    .poll(async () => {
      await page.reload();
      return page.getByText(texts.state.DONE, { exact: true }).count();
    })
    .toBe(1);
});

test("a proof is asked for before a file is chosen, and a file after it lapsed is not read", async ({
  page,
  stack,
}) => {
  const admin = await signInAsAdmin(page, stack);
  await page.goto("/admin/imports/new");
  await page.getByLabel(texts.new.file).setInputFiles(file(ndjson([lineOf()])));
  await letProofsLapse(stack, admin);
  await page.getByRole("button", { name: texts.new.submit }).click();
  await expect(page.getByText(texts.new.problems.proof)).toBeVisible();
  await expect(page.getByLabel(texts.new.file)).toHaveCount(0);
  await checkAccessibility(page);
  await page.getByRole("button", { name: texts.new.prove }).click();
  await expect(page.getByRole("heading", { name: en.proof.title })).toBeVisible();
  await checkAccessibility(page);
  expect(await stack.database.rows(`SELECT 1 FROM "Import"`)).toEqual([]);
});

test("a file without lines says so, and imports nothing", async ({ page, stack }) => {
  await signInAsAdmin(page, stack);
  await page.goto("/admin/imports/new");
  await page.getByLabel(texts.new.file).setInputFiles(file("\r\n\n"));
  await page.getByRole("button", { name: texts.new.submit }).click();
  await expect(page.getByText(texts.new.problems.import_empty)).toBeVisible();
  const [found] = await stack.database.rows<{ id: string }>(`SELECT id FROM "Import"`);
  await page.goto(`/admin/imports/${found?.id}`);
  await expect(page.getByText(texts.failures.empty)).toBeVisible();
  await checkAccessibility(page);
});

test("a file of fifteen megabytes is imported", async ({ page, stack }) => {
  await signInAsAdmin(page, stack);
  await page.goto("/admin/imports/new");
  const body = Array.from({ length: 260 }, () => `${JSON.stringify(lineOf())}${" ".repeat(60_000)}\n`).join("");
  await page.getByLabel(texts.new.file).setInputFiles(file(body));
  await page.getByRole("button", { name: texts.new.submit }).click();
  await page.waitForURL(/\/admin\/imports\/[\da-f-]{36}$/);
  await expect(page.getByRole("heading", { level: 1 })).toContainText("260");
});

/** The forms that are not read. */
for (const [what, headers, mark] of [
  ["of another site", { Origin: "https://evil.example" }, true],
  ["of another user's page", {}, false],
] as const) {
  test(`a file from a form ${what} is not imported`, async ({ page, stack }) => {
    const { email } = await signInAsAdmin(page, stack);
    const { id } = await stack.database.row<{ id: string }>(`SELECT id FROM "User" WHERE email = $1`, [email]);
    const userMark = mark ? stack.userMark(id) : stack.userMark(crypto.randomUUID());
    const answer = await page.request.post("/admin/imports/upload", {
      multipart: { userMark, file: file(ndjson([lineOf()])) },
      headers,
      maxRedirects: 0,
    });
    expect([answer.status(), answer.headers().location ?? null]).toEqual(
      mark ? [403, null] : [303, `${stack.app.url}/other-user`],
    );
    expect(await stack.database.rows(`SELECT 1 FROM "Import"`)).toEqual([]);
  });
}
