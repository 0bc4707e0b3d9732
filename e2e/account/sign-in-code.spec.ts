import type { Page } from "@playwright/test";
import { CODE_DIGITS } from "../../lib/auth/codes/digits.ts";
import { sessionCountOf } from "../fixtures/db-queries.ts";
import { redirectOf, textOf } from "../fixtures/html.ts";
import { en, formatMessage } from "../fixtures/messages.ts";
import { type Client, formFields, postFields, sendForm } from "../fixtures/raw-form-post.ts";
import { askForLink, newestCode, newestLink, newUser, openLink, type User } from "../fixtures/sign-in.ts";
import { followLink, requestLink } from "../fixtures/sign-in-over-http.ts";
import type { Stack } from "../fixtures/stack.ts";
import { expect, test } from "../fixtures/test.ts";

const { checkMail } = en.signIn;

async function codeOf(stack: Stack, { email }: User): Promise<string> {
  const code = await newestCode(stack, email);
  if (!code) throw new Error("The newest mail has no code");
  return code;
}

const other = (code: string) => String((Number(code) + 1) % 10 ** CODE_DIGITS).padStart(CODE_DIGITS, "0");

async function typeCode(page: Page, code: string): Promise<void> {
  await page.getByLabel(checkMail.code).fill(code);
  await page.getByRole("button", { name: checkMail.submit }).click();
}

/** Sends a code from the page that asks for it. */
const sendCode = (client: Client, code: string) => sendForm(client, "/sign-in/check-mail", { code });

const RETURN_TO = "/outcome/access_denied?request=1";

test("the code from the mail signs in and leads on", async ({ page, stack }) => {
  const user = newUser();
  await page.goto(`/sign-in?${new URLSearchParams({ returnTo: RETURN_TO })}`);
  await askForLink(page, user.email);
  const code = await codeOf(stack, user);
  await expect(page.getByLabel(checkMail.code)).toHaveAttribute("autocomplete", "one-time-code");
  await expect(page.getByLabel(checkMail.code)).toHaveAttribute("inputmode", "numeric");
  // As it comes from the clipboard.
  await typeCode(page, ` ${code.slice(0, 3)} ${code.slice(3)} `);
  await page.waitForURL(RETURN_TO);
  expect(await sessionCountOf(stack, user)).toBe(1);
});

test("the code from the mail signs in and leads on without JavaScript", async ({ context, stack }) => {
  const user = newUser();
  await requestLink(context, user.email, `/sign-in?${new URLSearchParams({ returnTo: RETURN_TO })}`);
  const answer = await sendCode(context, await codeOf(stack, user));
  expect(redirectOf(answer)).toBe(RETURN_TO);
  expect(await sessionCountOf(stack, user)).toBe(1);
});

test("a used code voids the link beside it, and a used link the code", async ({ context, openContext, stack }) => {
  const user = newUser();
  await requestLink(context, user.email);
  const link = await newestLink(stack, user.email);
  expect((await sendCode(context, await codeOf(stack, user))).status()).toBe(303);
  const second = await openContext();
  expect(await followLink(second, link)).toBe("/sign-in/error?error=Verification");

  const third = await openContext();
  await requestLink(third, user.email);
  const code = await codeOf(stack, user);
  const withForm = await formFields(third, "/sign-in/check-mail");
  await followLink(second, await newestLink(stack, user.email));
  await postFields(third, stack, "/sign-in/check-mail", [
    ...withForm.filter(([name]) => name !== "code"),
    ["code", code],
  ]);
  expect(await (await third.request.get("/sign-in/check-mail")).text()).not.toContain('name="code"');
  expect(await sessionCountOf(stack, user)).toBe(2);
});

test("the audit log tells a sign-in by code from one by link", async ({ context, stack }) => {
  const user = newUser();
  await requestLink(context, user.email);
  await sendCode(context, await codeOf(stack, user));
  const event = await stack.database.row<{ method: string }>(
    `SELECT after ->> 'method' AS method FROM "AuditEvent"
      WHERE action = 'user.signed_in' AND "actorId" = (SELECT id FROM "User" WHERE email = $1)`,
    [user.email],
  );
  expect(event.method).toBe("code");
});

test("a code works only in the browser that asked for it", async ({ context, openContext, stack }) => {
  const user = newUser();
  await requestLink(context, user.email);
  const code = await codeOf(stack, user);
  const stranger = await openContext();
  expect(await (await stranger.request.get("/sign-in/check-mail")).text()).not.toContain('name="code"');
  await requestLink(stranger, newUser().email);
  expect(await textOf(await sendCode(stranger, code))).toContain(en.validation.code_wrong);
  expect(await sessionCountOf(stack, user)).toBe(0);
  expect((await sendCode(context, code)).status()).toBe(303);
  expect(await sessionCountOf(stack, user)).toBe(1);
});

test("after five wrong codes the page says that only the link works, and the link does", async ({ page, stack }) => {
  const user = newUser();
  await requestLink(page, user.email);
  await page.goto("/sign-in/check-mail");
  const code = await codeOf(stack, user);
  await typeCode(page, "12345");
  await expect(page.getByText(formatMessage(en.validation.codeForm, { codeDigits: CODE_DIGITS }))).toBeVisible();
  for (let attempt = 1; attempt < 5; attempt += 1) {
    const answered = page.waitForResponse((response) => response.request().method() === "POST");
    await typeCode(page, other(code));
    await answered;
    await expect(page.getByText(en.validation.code_wrong)).toBeVisible();
  }
  await typeCode(page, other(code));
  await expect(page.getByText(formatMessage(checkMail.usedUp, { email: user.email }))).toBeVisible();
  await expect(page.getByLabel(checkMail.code)).toHaveCount(0);
  await openLink(page, await newestLink(stack, user.email));
  expect(await sessionCountOf(stack, user)).toBe(1);
});

test("a stranger who uses up a mailbox's codes leaves the owner every link", async ({ page, openContext, stack }) => {
  const user = newUser();
  await requestLink(page, user.email);
  const early = await newestLink(stack, user.email);
  for (let round = 0; round < 3; round += 1) {
    const stranger = await openContext();
    await requestLink(stranger, user.email);
    const wrong = other(await codeOf(stack, user));
    for (let attempt = 0; attempt < 5; attempt += 1) await sendCode(stranger, wrong);
    expect(await (await stranger.request.get("/sign-in/check-mail")).text()).not.toContain('name="code"');
  }
  await requestLink(page, user.email);
  expect(await newestCode(stack, user.email)).toBeNull();
  await page.goto("/sign-in/check-mail");
  await expect(page.getByText(formatMessage(checkMail.usedUp, { email: user.email }))).toBeVisible();
  await followLink(page, early);
  expect(await sessionCountOf(stack, user)).toBe(1);
});

test("a sign-in link lives for an hour", async ({ context, stack }) => {
  const user = newUser();
  await requestLink(context, user.email);
  const { seconds } = await stack.database.row<{ seconds: string }>(
    `SELECT extract(epoch FROM t.expires - c."createdAt") AS seconds
       FROM "VerificationToken" t JOIN "MailedCode" c ON c."linkHash" = t.token WHERE t.identifier = $1`,
    [user.email],
  );
  expect(Math.round(Number(seconds) / 60)).toBe(60);
});

test("no answer holds the code that was mailed", async ({ context, stack }) => {
  const user = newUser();
  await requestLink(context, user.email);
  const code = await codeOf(stack, user);
  const word = new RegExp(`\\b${code}\\b`);
  expect(await (await context.request.get("/sign-in/check-mail")).text()).not.toMatch(word);
  expect(stack.app.log()).not.toMatch(word);
  const [mail] = await stack.sandbox.mailsTo(user.email);
  expect(mail?.subject).not.toMatch(word);
});
