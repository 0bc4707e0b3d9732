import type { Page } from "@playwright/test";
import { SIGN_IN_LINK_MINUTES } from "../../lib/lifetimes.ts";
import { askForLink, newestCode, newestLink, newPerson, openLink, type Person } from "../fixtures/actions.ts";
import { sessionCountOf } from "../fixtures/db-queries.ts";
import { en, words } from "../fixtures/messages.ts";
import type { Stack } from "../fixtures/stack.ts";
import { expect, test } from "../fixtures/test.ts";

const { checkMail } = en.signIn;

async function codeOf(stack: Stack, { email }: Person): Promise<string> {
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
    const person = newPerson();
    await page.goto(`/sign-in?${new URLSearchParams({ returnTo: "/outcome/access_denied?request=1" })}`);
    await askForLink(page, person.email);
    const code = await codeOf(stack, person);
    await expect(page.getByLabel(checkMail.code)).toHaveAttribute("autocomplete", "one-time-code");
    await expect(page.getByLabel(checkMail.code)).toHaveAttribute("inputmode", "numeric");
    // As it comes from the clipboard.
    await typeCode(page, ` ${code.slice(0, 3)} ${code.slice(3)} `);
    await page.waitForURL("/outcome/access_denied?request=1");
    expect(await sessionCountOf(stack, person)).toBe(1);
  });
}

test("a used code voids the link beside it, and a used link the code", async ({ page, openBrowser, stack }) => {
  const person = newPerson();
  await askForLink(page, person.email);
  const link = await newestLink(stack, person.email);
  await typeCode(page, await codeOf(stack, person));
  await page.waitForURL("/welcome");
  const second = await openBrowser();
  await second.goto(link);
  await second.getByRole("button", { name: en.signIn.confirm.button }).click();
  await expect(second.getByRole("heading", { level: 1 })).toHaveText(en.signIn.failed.linkTitle);

  const third = await openBrowser();
  await askForLink(third, person.email);
  const code = await codeOf(stack, person);
  await openLink(second, await newestLink(stack, person.email));
  await typeCode(third, code);
  await expect(third.getByText(words(checkMail.body, { minutes: SIGN_IN_LINK_MINUTES }))).toBeVisible();
  await expect(third.getByLabel(checkMail.code)).toHaveCount(0);
  expect(await sessionCountOf(stack, person)).toBe(2);
});

test("the audit log tells a sign-in by code from one by link", async ({ page, stack }) => {
  const person = newPerson();
  await askForLink(page, person.email);
  await typeCode(page, await codeOf(stack, person));
  await page.waitForURL("/welcome");
  const event = await stack.database.row<{ method: string }>(
    `SELECT after ->> 'method' AS method FROM "AuditEvent"
      WHERE action = 'user.signed_in' AND "actorId" = (SELECT id FROM "User" WHERE email = $1)`,
    [person.email],
  );
  expect(event.method).toBe("code");
});

test("a code works only in the browser that asked for it", async ({ page, openBrowser, stack }) => {
  const person = newPerson();
  await askForLink(page, person.email);
  const code = await codeOf(stack, person);
  const stranger = await openBrowser();
  await stranger.goto("/sign-in/check-mail");
  await expect(stranger.getByLabel(checkMail.code)).toHaveCount(0);
  await stranger.goto("/sign-in");
  await askForLink(stranger, newPerson().email);
  await typeCode(stranger, code);
  await expect(stranger.getByText(en.validation.code_wrong)).toBeVisible();
  expect(await sessionCountOf(stack, person)).toBe(0);
  await typeCode(page, code);
  await page.waitForURL("/welcome");
});

test("after five wrong codes the page says that only the link works, and the link does", async ({ page, stack }) => {
  const person = newPerson();
  await askForLink(page, person.email);
  const code = await codeOf(stack, person);
  await typeCode(page, "12345");
  await expect(page.getByText(en.validation.codeForm)).toBeVisible();
  for (let attempt = 1; attempt < 5; attempt += 1) {
    const answered = page.waitForResponse((response) => response.request().method() === "POST");
    await typeCode(page, other(code));
    await answered;
    await expect(page.getByText(en.validation.code_wrong)).toBeVisible();
  }
  await typeCode(page, other(code));
  await expect(page.getByText(words(checkMail.usedUp, { email: person.email }))).toBeVisible();
  await expect(page.getByLabel(checkMail.code)).toHaveCount(0);
  await openLink(page, await newestLink(stack, person.email));
  expect(await sessionCountOf(stack, person)).toBe(1);
});

test("a stranger who uses up a mailbox's codes leaves the owner every link", async ({ page, openBrowser, stack }) => {
  const person = newPerson();
  await askForLink(page, person.email);
  const early = await newestLink(stack, person.email);
  for (let round = 0; round < 3; round += 1) {
    const stranger = await openBrowser();
    await askForLink(stranger, person.email);
    const wrong = other(await codeOf(stack, person));
    for (let attempt = 0; attempt < 5; attempt += 1) {
      const answered = stranger.waitForResponse((response) => response.request().method() === "POST");
      await typeCode(stranger, wrong);
      await answered;
    }
    await expect(stranger.getByLabel(checkMail.code)).toHaveCount(0);
  }
  await page.goto("/sign-in");
  await askForLink(page, person.email);
  expect(await newestCode(stack, person.email)).toBeNull();
  await expect(page.getByText(words(checkMail.usedUp, { email: person.email }))).toBeVisible();
  await openLink(page, early);
  expect(await sessionCountOf(stack, person)).toBe(1);
});

test("a sign-in link lives for an hour", async ({ page, stack }) => {
  const person = newPerson();
  await askForLink(page, person.email);
  const { seconds } = await stack.database.row<{ seconds: string }>(
    `SELECT extract(epoch FROM t.expires - c."createdAt") AS seconds
       FROM "VerificationToken" t JOIN "MailedCode" c ON c."linkHash" = t.token WHERE t.identifier = $1`,
    [person.email],
  );
  expect(Math.round(Number(seconds) / 60)).toBe(60);
});

test("no answer holds the code that was mailed", async ({ page, stack }) => {
  const person = newPerson();
  await askForLink(page, person.email);
  const code = await codeOf(stack, person);
  const word = new RegExp(`\\b${code}\\b`);
  expect(await page.content()).not.toMatch(word);
  expect(stack.app.log()).not.toMatch(word);
  const [mail] = await stack.sandbox.mailsTo(person.email);
  expect(mail?.subject).not.toMatch(word);
});
