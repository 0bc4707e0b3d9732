import { readFile } from "node:fs/promises";
import type { Page } from "@playwright/test";
import { CODE_DIGITS } from "../../lib/auth/codes/digits.ts";
import { EMAIL_CHANGE_MINUTES } from "../../lib/lifetimes.ts";
import { settingsOf } from "../fixtures/business.ts";
import { connect } from "../fixtures/connect-over-http.ts";
import { openListMenu } from "../fixtures/connection-list.ts";
import { readPage } from "../fixtures/html.ts";
import { en, formatMessage } from "../fixtures/messages.ts";
import { letProofsLapse } from "../fixtures/proofs.ts";
import {
  join,
  newestCode,
  newUser,
  signInAsAdmin,
  signUpDirectly,
  startSession,
  type User,
} from "../fixtures/sign-in.ts";
import { signInOverHttp } from "../fixtures/sign-in-over-http.ts";
import type { Stack } from "../fixtures/stack.ts";
import { expect, test } from "../fixtures/test.ts";

const { proof, settings } = en;

async function codeOf(stack: Stack, { email }: User): Promise<string> {
  const code = await newestCode(stack, email);
  if (!code) throw new Error("The newest mail has no code");
  return code;
}

const other = (code: string) => String((Number(code) + 1) % 10 ** CODE_DIGITS).padStart(CODE_DIGITS, "0");

async function typeCode(page: Page, code: string): Promise<void> {
  await page.getByLabel(proof.code).fill(code);
  await page.getByRole("button", { name: proof.submit }).click();
}

/** Adds a member to a user's business. */
async function addMember(stack: Stack, user: User): Promise<{ id: string }> {
  const member = newUser();
  await stack.database.rows(`INSERT INTO "User" (email) VALUES ($1)`, [member.email]);
  await join(stack, member, user, "MEMBER");
  return stack.database.row<{ id: string }>(`SELECT id FROM "User" WHERE email = $1`, [member.email]);
}

for (const javaScriptEnabled of [true, false]) {
  const how = `${javaScriptEnabled ? "with" : "without"} JavaScript`;

  test(`a change of address asks for a code to the current address and keeps what was typed, ${how}`, async ({
    openBrowser,
    stack,
  }) => {
    const page = await openBrowser({ javaScriptEnabled });
    const user = await signUpDirectly(page, stack);
    const changed = newUser();
    await letProofsLapse(stack, user);
    await page.goto("/settings");
    await page.getByLabel(settings.email.email).fill(changed.email);
    await page.getByRole("region", { name: settings.email.title }).getByRole("button").click();
    await expect(page.getByRole("heading", { name: proof.title })).toBeVisible();
    await expect(page.getByText(formatMessage(proof.open, { email: user.email, digits: CODE_DIGITS }))).toBeVisible();
    expect(await stack.sandbox.mailsTo(changed.email)).toEqual([]);
    const [mail] = await stack.sandbox.mailsTo(user.email);
    expect(mail?.links).toEqual([]);
    const code = await codeOf(stack, user);

    await typeCode(page, other(code));
    await expect(page.getByText(en.validation.code_wrong)).toBeVisible();
    expect(await stack.sandbox.mailsTo(changed.email)).toEqual([]);
    await typeCode(page, `${code.slice(0, 3)} ${code.slice(3)}`);
    await expect(
      page.getByText(formatMessage(settings.saved.requested, { minutes: EMAIL_CHANGE_MINUTES })),
    ).toBeVisible();
    expect(await stack.sandbox.mailsTo(changed.email)).toHaveLength(1);
    expect(await stack.sandbox.mailsTo(user.email)).toHaveLength(1);
  });

  test(`a chosen role survives the proof, ${how}`, async ({ openBrowser, stack }) => {
    const page = await openBrowser({ javaScriptEnabled });
    const admin = await signInAsAdmin(page, stack);
    const member = await addMember(stack, admin);
    await letProofsLapse(stack, admin);
    const role = async () =>
      (await stack.database.row<{ role: string }>(`SELECT role FROM "User" WHERE id = $1`, [member.id])).role;
    await page.goto(`/admin/users/${member.id}/role`);
    await page.getByRole("radio", { name: en.admin.users.roles.SUPPORT }).check();
    await page.getByRole("button", { name: en.admin.users.change.submit }).click();
    await expect(page.getByRole("heading", { name: proof.title })).toBeVisible();
    expect(await role()).toBe("MERCHANT");
    await typeCode(page, await codeOf(stack, admin));
    await page.waitForURL(`/admin/users/${member.id}?done=role#role`);
    expect(await role()).toBe("SUPPORT");
  });
}

test("the typed values are there again when the action refuses them after the proof", async ({ page, stack }) => {
  const user = await signUpDirectly(page, stack);
  await letProofsLapse(stack, user);
  await page.goto("/settings/delete");
  await page.getByLabel(settings.delete.confirmation).fill("another@example.com");
  await page.getByRole("button", { name: settings.delete.submit }).click();
  await expect(page.getByLabel(proof.code)).toBeFocused();
  await typeCode(page, await codeOf(stack, user));
  await expect(page.getByText(en.validation.address_differs)).toBeVisible();
  await expect(page.getByLabel(settings.delete.confirmation)).toHaveValue("another@example.com");
  await page.getByLabel(settings.delete.confirmation).fill(user.email);
  await page.getByRole("button", { name: settings.delete.submit }).click();
  await page.waitForURL("/goodbye?why=deleted");
});

test("a proof counts for its own browser alone, and neither a link nor a code carries it over", async ({
  page,
  openBrowser,
  openContext,
  stack,
}) => {
  const user = await signUpDirectly(page, stack);
  const member = await addMember(stack, user);
  const elsewhere = await openBrowser();
  await startSession(elsewhere, stack, user);
  await letProofsLapse(stack, user);
  const askIn = async (browser: Page) => {
    await browser.goto(`${await settingsOf(browser)}/members/${member.id}`);
    await browser.getByRole("button", { name: settings.member.removeSubmit }).click();
    await expect(browser.getByLabel(proof.code)).toBeVisible();
  };
  await askIn(page);
  const code = await codeOf(stack, user);
  await askIn(elsewhere);
  const elsewheresCode = await codeOf(stack, user);
  if (code !== elsewheresCode) {
    await typeCode(elsewhere, code);
    await expect(elsewhere.getByText(en.validation.code_wrong)).toBeVisible();
  }
  // A new sign-in in a third browser proves that browser's session.
  await signInOverHttp(await openContext(), stack, user.email);
  await askIn(page);
  await typeCode(page, code);
  await page.waitForURL(/saved=removed/);
  await askInVain(elsewhere);

  async function askInVain(browser: Page) {
    await browser.goto("/settings/delete");
    await browser.getByLabel(settings.delete.confirmation).fill(user.email);
    await browser.getByRole("button", { name: settings.delete.submit }).click();
    await expect(browser.getByRole("heading", { name: proof.title })).toBeVisible();
  }
});

test("after five wrong codes another one can be mailed, and proves", async ({ page, stack }) => {
  const user = await signUpDirectly(page, stack);
  const member = await addMember(stack, user);
  await letProofsLapse(stack, user);
  await page.goto(`${await settingsOf(page)}/members/${member.id}`);
  await page.getByRole("button", { name: settings.member.removeSubmit }).click();
  await expect(page.getByLabel(proof.code)).toBeVisible();
  const wrong = other(await codeOf(stack, user));
  for (let attempt = 0; attempt < 5; attempt += 1) {
    const answered = page.waitForResponse((response) => response.request().method() === "POST");
    await typeCode(page, wrong);
    await answered;
  }
  await expect(page.getByText(formatMessage(proof.resend, { email: user.email }))).toBeVisible();
  await expect(page.getByLabel(proof.code)).toHaveCount(0);
  await page.getByRole("button", { name: proof.again }).click();
  await expect(page.getByLabel(proof.code)).toBeVisible();
  await typeCode(page, await codeOf(stack, user));
  await page.waitForURL(/saved=removed/);
});

test("an export leads to a page that asks for a proof, and then to the file", async ({ page, openContext, stack }) => {
  const merchant = await openContext();
  await signUpDirectly(merchant, stack, newUser("Kahvila Aamu"));
  await connect(merchant);
  const admin = await signInAsAdmin(page, stack);
  await letProofsLapse(stack, admin);
  await page.goto("/admin/connections?q=kahvila");
  await openListMenu(page);
  await page.getByRole("link", { name: en.admin.connections.bulk.csv }).click();
  await page.waitForURL((url) => url.pathname === "/download");
  const exported = () => stack.database.rows(`SELECT 1 FROM "AuditEvent" WHERE action = 'connections.exported'`);
  const before = (await exported()).length;
  await page.getByRole("button", { name: en.download.submit }).click();
  await expect(page.getByLabel(proof.code)).toBeVisible();
  await typeCode(page, await codeOf(stack, admin));
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(en.download.readyTitle);
  expect(await exported()).toHaveLength(before);
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("button", { name: en.download.start }).click(),
  ]);
  expect(await readFile(await download.path(), "utf8")).toContain(en.admin.exportColumns.receipthero_id);
  expect(download.url()).toContain("q=kahvila");
  expect(await exported()).toHaveLength(before + 1);
});

test("the page before a download leads nowhere else", async ({ context, stack }) => {
  await signUpDirectly(context, stack);
  for (const to of [
    "https://evil.example/",
    "//evil.example/businesses/0/export",
    "/settings/delete",
    "/api/auth/proof",
  ]) {
    const page = await readPage(context, `/download?${new URLSearchParams({ to })}`);
    expect(page).toContain(en.download.nothingTitle);
  }
});
