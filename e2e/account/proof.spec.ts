import { readFile } from "node:fs/promises";
import type { Page } from "@playwright/test";
import { EMAIL_CHANGE_MINUTES } from "../../lib/lifetimes.ts";
import {
  connect,
  enter,
  enterAsAdmin,
  newestCode,
  newestLink,
  newUser,
  signIn,
  type User,
} from "../fixtures/actions.ts";
import { en, words } from "../fixtures/messages.ts";
import { letProofsLapse } from "../fixtures/proofs.ts";
import type { Stack } from "../fixtures/stack.ts";
import { expect, test } from "../fixtures/test.ts";

const { proof, settings } = en;

async function codeOf(stack: Stack, { email }: User): Promise<string> {
  const code = await newestCode(stack, email);
  if (!code) throw new Error("The newest mail has no code");
  return code;
}

const other = (code: string) => String((Number(code) + 1) % 1_000_000).padStart(6, "0");

async function typeCode(page: Page, code: string): Promise<void> {
  await page.getByLabel(proof.code).fill(code);
  await page.getByRole("button", { name: proof.submit }).click();
}

/** Adds a member to a user's business. */
async function addMember(stack: Stack, user: User): Promise<{ id: string }> {
  return stack.database.row<{ id: string }>(
    `INSERT INTO "User" (email, "merchantId") SELECT $1, "merchantId" FROM "User" WHERE email = $2 RETURNING id`,
    [newUser().email, user.email],
  );
}

for (const javaScriptEnabled of [true, false]) {
  const how = `${javaScriptEnabled ? "with" : "without"} JavaScript`;

  test(`a change of address asks for a code to the current address and keeps what was typed, ${how}`, async ({
    openBrowser,
    stack,
  }) => {
    const page = await openBrowser({ javaScriptEnabled });
    const user = await enter(page, stack);
    const changed = newUser();
    await letProofsLapse(stack, user);
    await page.goto("/settings");
    await page.getByLabel(settings.email.email).fill(changed.email);
    await page.getByRole("region", { name: settings.email.title }).getByRole("button").click();
    await expect(page.getByRole("heading", { name: proof.title })).toBeVisible();
    await expect(page.getByText(words(proof.open, { email: user.email }))).toBeVisible();
    expect(await stack.sandbox.mailsTo(changed.email)).toEqual([]);
    const [mail] = await stack.sandbox.mailsTo(user.email);
    expect(mail?.links).toEqual([]);
    const code = await codeOf(stack, user);

    await typeCode(page, other(code));
    await expect(page.getByText(en.validation.code_wrong)).toBeVisible();
    expect(await stack.sandbox.mailsTo(changed.email)).toEqual([]);
    await typeCode(page, `${code.slice(0, 3)} ${code.slice(3)}`);
    await expect(page.getByText(words(settings.saved.requested, { minutes: EMAIL_CHANGE_MINUTES }))).toBeVisible();
    expect(await stack.sandbox.mailsTo(changed.email)).toHaveLength(1);
    expect(await stack.sandbox.mailsTo(user.email)).toHaveLength(1);
  });

  test(`a chosen role survives the proof, ${how}`, async ({ openBrowser, stack }) => {
    const page = await openBrowser({ javaScriptEnabled });
    const admin = await enterAsAdmin(page, stack);
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
  const user = await enter(page, stack);
  await letProofsLapse(stack, user);
  await page.goto("/settings/delete");
  await page.getByLabel(settings.delete.confirmation).fill("Another Oy");
  await page.getByRole("button", { name: settings.delete.submit }).click();
  await expect(page.getByLabel(proof.code)).toBeFocused();
  await typeCode(page, await codeOf(stack, user));
  await expect(page.getByText(en.validation.confirmation_differs)).toBeVisible();
  await expect(page.getByLabel(settings.delete.confirmation)).toHaveValue("Another Oy");
  await page.getByLabel(settings.delete.confirmation).fill(user.business);
  await page.getByRole("button", { name: settings.delete.submit }).click();
  await page.waitForURL("/goodbye?why=deleted");
});

test("a proof counts for its own browser alone, and neither a link nor a code carries it over", async ({
  page,
  openBrowser,
  stack,
}) => {
  const user = await enter(page, stack);
  const member = await addMember(stack, user);
  const elsewhere = await openBrowser();
  await signIn(elsewhere, stack, user.email);
  await letProofsLapse(stack, user);
  const askIn = async (browser: Page) => {
    await browser.goto(`/settings/members/${member.id}`);
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
  const third = await openBrowser();
  await signIn(third, stack, user.email);
  await askIn(page);
  await typeCode(page, code);
  await page.waitForURL(/saved=removed/);
  await askInVain(elsewhere);

  async function askInVain(browser: Page) {
    await browser.goto("/settings/delete");
    await browser.getByLabel(settings.delete.confirmation).fill(user.business);
    await browser.getByRole("button", { name: settings.delete.submit }).click();
    await expect(browser.getByRole("heading", { name: proof.title })).toBeVisible();
  }
});

test("after five wrong codes another one can be mailed, and proves", async ({ page, stack }) => {
  const user = await enter(page, stack);
  const member = await addMember(stack, user);
  await letProofsLapse(stack, user);
  await page.goto(`/settings/members/${member.id}`);
  await page.getByRole("button", { name: settings.member.removeSubmit }).click();
  await expect(page.getByLabel(proof.code)).toBeVisible();
  const wrong = other(await codeOf(stack, user));
  for (let attempt = 0; attempt < 5; attempt += 1) {
    const answered = page.waitForResponse((response) => response.request().method() === "POST");
    await typeCode(page, wrong);
    await answered;
  }
  await expect(page.getByText(words(proof.resend, { email: user.email }))).toBeVisible();
  await expect(page.getByLabel(proof.code)).toHaveCount(0);
  await page.getByRole("button", { name: proof.again }).click();
  await expect(page.getByLabel(proof.code)).toBeVisible();
  await typeCode(page, await codeOf(stack, user));
  await page.waitForURL(/saved=removed/);
});

test("an export leads to a page that asks for a proof, and then to the file", async ({ page, openBrowser, stack }) => {
  const merchant = await openBrowser();
  await enter(merchant, stack, newUser("Kahvila Aamu"));
  await connect(merchant);
  const admin = await enterAsAdmin(page, stack);
  await letProofsLapse(stack, admin);
  await page.goto("/admin/connections?q=kahvila");
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
  expect(await readFile(await download.path(), "utf8")).toContain("receipthero_id");
  expect(download.url()).toContain("q=kahvila");
  expect(await exported()).toHaveLength(before + 1);
});

test("the page before a download leads nowhere else", async ({ page, stack }) => {
  await enter(page, stack);
  for (const to of [
    "https://evil.example/",
    "//evil.example/api/account/export",
    "/settings/delete",
    "/api/auth/proof",
  ]) {
    await page.goto(`/download?${new URLSearchParams({ to })}`);
    await expect(page.getByRole("heading", { level: 1 })).toHaveText(en.download.nothingTitle);
  }
});

test("a session of the staff ends when it was not used for 12 hours, a merchant's does not", async ({
  page,
  openBrowser,
  stack,
}) => {
  const admin = await enterAsAdmin(page, stack);
  const other = await openBrowser();
  const merchant = await enter(other, stack);
  const idle = (hours: number) =>
    stack.database.rows(
      `UPDATE "Session" SET "lastUsedAt" = now() - $1::interval, "userAgent" = 'idle'
        WHERE "userId" IN (SELECT id FROM "User" WHERE email IN ($2, $3))`,
      [`${hours} hours`, admin.email, merchant.email],
    );
  await idle(11);
  await page.goto("/admin");
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(en.admin.overview.title);
  await idle(12);
  await page.goto("/admin");
  await page.waitForURL((url) => url.pathname === "/sign-in");
  await other.goto("/connections");
  await expect(other.getByRole("heading", { level: 1 })).toHaveText(en.connections.title);
});

test("all other sessions are ended at once, by merchants and by the staff", async ({ page, openBrowser, stack }) => {
  const merchant = await enter(page, stack);
  const admin = newUser();
  const adminsBrowser = await openBrowser();
  await enter(adminsBrowser, stack, admin);
  await stack.database.rows(`UPDATE "User" SET role = 'SUPPORT', "merchantId" = NULL WHERE email = $1`, [admin.email]);

  for (const [browser, user] of [[page, merchant] as const, [adminsBrowser, admin] as const]) {
    const others = [await openBrowser(), await openBrowser()];
    for (const one of others) await signIn(one, stack, user.email);
    await browser.goto("/");
    await browser.getByRole("link", { name: en.app.settings, exact: true }).click();
    await browser.getByRole("button", { name: settings.sessions.endOthers }).click();
    await expect(browser.getByText(settings.saved.endedOthers)).toBeVisible();
    for (const one of others) {
      await one.goto("/");
      await one.waitForURL((url) => url.pathname === "/sign-in");
    }
    await browser.reload();
    await expect(browser.getByRole("button", { name: settings.sessions.endOthers })).toHaveCount(0);
  }
});

/** Changes a user's email in their browser. */
async function changeAddress(page: Page, stack: Stack, to: User): Promise<void> {
  await page.goto("/settings");
  await page.getByLabel(settings.email.email).fill(to.email);
  await page.getByRole("region", { name: settings.email.title }).getByRole("button").click();
  await expect(page.getByText(words(settings.saved.requested, { minutes: EMAIL_CHANGE_MINUTES }))).toBeVisible();
  await page.goto(await newestLink(stack, to.email));
  await page.getByRole("button", { name: settings.email.confirm.submit }).click();
  await page.waitForURL(/saved=email/);
}

const idOf = async (stack: Stack, { email }: User) =>
  (await stack.database.rows<{ id: string }>(`SELECT id FROM "User" WHERE email = $1`, [email]))[0]?.id;

async function undo(page: Page, link: string): Promise<void> {
  await page.goto(link);
  await page.waitForURL("/undo-email");
  await page.getByRole("button", { name: en.undoEmail.submit }).click();
}

test("the former address undoes a change once, no matter what the new owner did, and all sessions end", async ({
  page,
  openBrowser,
  stack,
}) => {
  const user = await enter(page, stack);
  const id = await idOf(stack, user);
  const thief = newUser();
  await changeAddress(page, stack, thief);
  const link = await newestLink(stack, user.email);
  // The new owner changes the email again, links an identity and signs in elsewhere.
  const later = newUser();
  await changeAddress(page, stack, later);
  const thiefsUndo = await newestLink(stack, thief.email);
  await stack.database.rows(
    `INSERT INTO "Account" ("userId", type, provider, "providerAccountId") VALUES ($1, 'oidc', 'oidc', gen_random_uuid()::text)`,
    [id],
  );

  for (const method of ["GET", "HEAD", "GET"]) await fetch(link, { method });
  expect(await idOf(stack, later)).toBe(id);

  const owner = await openBrowser();
  await undo(owner, link);
  await expect(owner.getByRole("heading", { level: 1 })).toHaveText(en.undoEmail.doneTitle);
  expect(await idOf(stack, user)).toBe(id);
  expect(await stack.database.rows(`SELECT 1 FROM "Account" WHERE "userId" = $1`, [id])).toEqual([]);
  await page.goto("/connections");
  await page.waitForURL((url) => url.pathname === "/sign-in");
  const [told] = await stack.sandbox.mailsTo(later.email);
  expect(told?.subject).toBe(words(en.mail.emailChangeUndone.subject, { partner: "Journey Oy" }));

  for (const used of [link, thiefsUndo]) {
    await owner.goto(used);
    await expect(owner.getByRole("heading", { level: 1 })).toHaveText(en.undoEmail.usedTitle);
  }
  expect(await idOf(stack, user)).toBe(id);
  await owner.goto("/sign-in");
  await signIn(owner, stack, user.email);
  await owner.waitForURL("/connections");
});

test("an empty account at the former address makes way for the undo, one with a business does not", async ({
  page,
  openBrowser,
  stack,
}) => {
  const user = await enter(page, stack);
  const id = await idOf(stack, user);
  await changeAddress(page, stack, newUser());
  const link = await newestLink(stack, user.email);
  const owner = await openBrowser();
  await signIn(owner, stack, user.email);
  await owner.waitForURL("/welcome");
  const second = await idOf(stack, user);
  expect(second).not.toBe(id);

  await stack.database.rows(`UPDATE "User" SET role = 'SUPPORT' WHERE id = $1`, [second]);
  await undo(owner, link);
  await expect(owner.getByRole("heading", { level: 1 })).toHaveText(en.undoEmail.takenTitle);
  expect(await idOf(stack, user)).toBe(second);

  await stack.database.rows(`UPDATE "User" SET role = 'MERCHANT' WHERE id = $1`, [second]);
  await undo(owner, link);
  await expect(owner.getByRole("heading", { level: 1 })).toHaveText(en.undoEmail.doneTitle);
  expect(await idOf(stack, user)).toBe(id);
  expect(await stack.database.rows(`SELECT 1 FROM "User" WHERE id = $1`, [second])).toEqual([]);
});

test("a change can be undone for 72 hours", async ({ page, openBrowser, stack }) => {
  const user = await enter(page, stack);
  await changeAddress(page, stack, newUser());
  const { hours } = await stack.database.row<{ hours: number }>(
    `SELECT extract(epoch FROM "expiresAt" - "createdAt")::int / 3600 AS hours FROM "EmailUndo" WHERE email = $1`,
    [user.email],
  );
  expect(hours).toBe(72);
  await stack.database.rows(`UPDATE "EmailUndo" SET "expiresAt" = now() WHERE email = $1`, [user.email]);
  const owner = await openBrowser();
  await owner.goto(await newestLink(stack, user.email));
  await expect(owner.getByRole("heading", { level: 1 })).toHaveText(en.undoEmail.usedTitle);
});
