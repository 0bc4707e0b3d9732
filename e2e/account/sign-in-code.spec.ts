import type { Page } from "@playwright/test";
import { SIGN_IN_LINK_MINUTES } from "../../lib/lifetimes.ts";
import { askForLink, newestCode, newestLink, newUser, openLink, type User } from "../fixtures/actions.ts";
import { sessionCountOf } from "../fixtures/db-queries.ts";
import { en, words } from "../fixtures/messages.ts";
import type { Stack } from "../fixtures/stack.ts";
import { expect, test } from "../fixtures/test.ts";

const { checkMail } = en.signIn;

async function codeOf(stack: Stack, { email }: User): Promise<string> {
  const code = await newestCode(stack, email);
  if (!code) throw new Error("The newest mail has no code");
  return code;
}

const other = (code: string) => String((Number(code) + 1) % 1_000_000).padStart(6, "0");

async function typeCode(page: Page, code: string): Promise<void> {
  await page.getByLabel(checkMail.code).fill(code);
  await page.getByRole("button", { name: checkMail.submit }).click();
}

for (const javaScriptEnabled of [true, false]) {
  test(`the code from the mail signs in and leads on, ${javaScriptEnabled ? "with" : "without"} JavaScript`, async ({
    openBrowser,
    stack,
  }) => {
    const page = await openBrowser({ javaScriptEnabled });
    const user = newUser();
    await page.goto(`/sign-in?${new URLSearchParams({ returnTo: "/outcome/access_denied?request=1" })}`);
    await askForLink(page, user.email);
    const code = await codeOf(stack, user);
    await expect(page.getByLabel(checkMail.code)).toHaveAttribute("autocomplete", "one-time-code");
    await expect(page.getByLabel(checkMail.code)).toHaveAttribute("inputmode", "numeric");
    // As pasted from the clipboard.
    await typeCode(page, ` ${code.slice(0, 3)} ${code.slice(3)} `);
    await page.waitForURL("/outcome/access_denied?request=1");
    expect(await sessionCountOf(stack, user)).toBe(1);
  });
}

test("a used code voids the link beside it, and a used link the code", async ({ page, openBrowser, stack }) => {
  const user = newUser();
  await askForLink(page, user.email);
  const link = await newestLink(stack, user.email);
  await typeCode(page, await codeOf(stack, user));
  await page.waitForURL("/welcome");
  const second = await openBrowser();
  await second.goto(link);
  await second.getByRole("button", { name: en.signIn.confirm.button }).click();
  await expect(second.getByRole("heading", { level: 1 })).toHaveText(en.signIn.failed.linkTitle);

  const third = await openBrowser();
  await askForLink(third, user.email);
  const code = await codeOf(stack, user);
  await openLink(second, await newestLink(stack, user.email));
  await typeCode(third, code);
  await expect(third.getByText(words(checkMail.body, { minutes: SIGN_IN_LINK_MINUTES }))).toBeVisible();
  await expect(third.getByLabel(checkMail.code)).toHaveCount(0);
  expect(await sessionCountOf(stack, user)).toBe(2);
});

test("the audit log tells a sign-in by code from one by link", async ({ page, stack }) => {
  const user = newUser();
  await askForLink(page, user.email);
  await typeCode(page, await codeOf(stack, user));
  await page.waitForURL("/welcome");
  const event = await stack.database.row<{ method: string }>(
    `SELECT after ->> 'method' AS method FROM "AuditEvent"
      WHERE action = 'user.signed_in' AND "actorId" = (SELECT id FROM "User" WHERE email = $1)`,
    [user.email],
  );
  expect(event.method).toBe("code");
});

test("a code works only in the browser that asked for it", async ({ page, openBrowser, stack }) => {
  const user = newUser();
  await askForLink(page, user.email);
  const code = await codeOf(stack, user);
  const stranger = await openBrowser();
  await stranger.goto("/sign-in/check-mail");
  await expect(stranger.getByLabel(checkMail.code)).toHaveCount(0);
  await stranger.goto("/sign-in");
  await askForLink(stranger, newUser().email);
  await typeCode(stranger, code);
  await expect(stranger.getByText(en.validation.code_wrong)).toBeVisible();
  expect(await sessionCountOf(stack, user)).toBe(0);
  await typeCode(page, code);
  await page.waitForURL("/welcome");
});

test("after five wrong codes the page says that only the link works, and the link does", async ({ page, stack }) => {
  const user = newUser();
  await askForLink(page, user.email);
  const code = await codeOf(stack, user);
  await typeCode(page, "12345");
  await expect(page.getByText(en.validation.codeForm)).toBeVisible();
  for (let attempt = 1; attempt < 5; attempt += 1) {
    const answered = page.waitForResponse((response) => response.request().method() === "POST");
    await typeCode(page, other(code));
    await answered;
    await expect(page.getByText(en.validation.code_wrong)).toBeVisible();
  }
  await typeCode(page, other(code));
  await expect(page.getByText(words(checkMail.usedUp, { email: user.email }))).toBeVisible();
  await expect(page.getByLabel(checkMail.code)).toHaveCount(0);
  await openLink(page, await newestLink(stack, user.email));
  expect(await sessionCountOf(stack, user)).toBe(1);
});

test("a stranger who uses up a mailbox's codes leaves the owner every link", async ({ page, openBrowser, stack }) => {
  const user = newUser();
  await askForLink(page, user.email);
  const early = await newestLink(stack, user.email);
  for (let round = 0; round < 3; round += 1) {
    const stranger = await openBrowser();
    await askForLink(stranger, user.email);
    const wrong = other(await codeOf(stack, user));
    for (let attempt = 0; attempt < 5; attempt += 1) {
      const answered = stranger.waitForResponse((response) => response.request().method() === "POST");
      await typeCode(stranger, wrong);
      await answered;
    }
    await expect(stranger.getByLabel(checkMail.code)).toHaveCount(0);
  }
  await page.goto("/sign-in");
  await askForLink(page, user.email);
  expect(await newestCode(stack, user.email)).toBeNull();
  await expect(page.getByText(words(checkMail.usedUp, { email: user.email }))).toBeVisible();
  await openLink(page, early);
  expect(await sessionCountOf(stack, user)).toBe(1);
});

test("a sign-in link lives for an hour", async ({ page, stack }) => {
  const user = newUser();
  await askForLink(page, user.email);
  const { seconds } = await stack.database.row<{ seconds: string }>(
    `SELECT extract(epoch FROM t.expires - c."createdAt") AS seconds
       FROM "VerificationToken" t JOIN "MailedCode" c ON c."linkHash" = t.token WHERE t.identifier = $1`,
    [user.email],
  );
  expect(Math.round(Number(seconds) / 60)).toBe(60);
});

test("no answer holds the code that was mailed", async ({ page, stack }) => {
  const user = newUser();
  await askForLink(page, user.email);
  const code = await codeOf(stack, user);
  const word = new RegExp(`\\b${code}\\b`);
  expect(await page.content()).not.toMatch(word);
  expect(stack.app.log()).not.toMatch(word);
  const [mail] = await stack.sandbox.mailsTo(user.email);
  expect(mail?.subject).not.toMatch(word);
});
