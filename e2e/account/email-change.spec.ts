import type { Page } from "@playwright/test";
import { EMAIL_CHANGE_MINUTES, EMAIL_UNDO_HOURS } from "../../lib/lifetimes.ts";
import { CONNECTIONS } from "../fixtures/business.ts";
import { userOf } from "../fixtures/db-queries.ts";
import { readPage } from "../fixtures/html.ts";
import { en, formatMessage } from "../fixtures/messages.ts";
import { newestLink, newUser, signUpDirectly } from "../fixtures/sign-in.ts";
import { signInOverHttp } from "../fixtures/sign-in-over-http.ts";
import { PARTNER } from "../fixtures/stack.ts";
import { expect, test } from "../fixtures/test.ts";

const { settings } = en;

/** A part of the settings page. */
const part = (page: Page, title: string) => page.getByRole("region", { name: title, exact: true });

test("an address changes when the link to the new one is confirmed", async ({ page, openContext, stack }) => {
  const user = newUser();
  await signUpDirectly(page, stack, user);
  const changed = newUser();
  const before = await userOf(stack, user);
  await page.goto("/settings");
  const email = part(page, settings.email.title);
  await email.getByLabel(settings.email.email).fill(changed.email);
  await email.getByRole("button", { name: settings.email.submit }).click();
  await expect(email.getByRole("status")).toHaveText(
    formatMessage(settings.saved.requested, { minutes: EMAIL_CHANGE_MINUTES }),
  );
  expect(await userOf(stack, user)).toEqual(before);
  const link = await newestLink(stack, changed.email);

  await test.step("a mail scanner uses nothing up", async () => {
    for (const method of ["GET", "HEAD", "GET"]) await fetch(link, { method });
    expect(await userOf(stack, user)).toEqual(before);
  });
  await test.step("it is of no use to another user", async () => {
    const other = await openContext();
    const stranger = await signUpDirectly(other, stack);
    expect(await readPage(other, link)).toContain(settings.email.failed.title);
    expect(await userOf(stack, stranger)).not.toBeNull();
    expect(await userOf(stack, user)).toEqual(before);
  });
  await test.step("the page asks once more, at an address without the link's secret", async () => {
    await page.goto(link);
    await page.waitForURL("/settings/email/confirm");
    await expect(
      page.getByText(
        formatMessage(settings.email.confirm.body, {
          email: changed.email,
          before: user.email,
          hours: EMAIL_UNDO_HOURS,
        }),
      ),
    ).toBeVisible();
    await page.getByRole("button", { name: settings.email.confirm.submit }).click();
    await page.waitForURL(/\/settings\?saved=email/);
    await expect(page.getByText(formatMessage(settings.saved.email, { email: changed.email }))).toBeVisible();
  });
  expect(await userOf(stack, user)).toBeNull();
  expect(await userOf(stack, changed)).toEqual(before);
  const [mail] = await stack.sandbox.mailsTo(user.email);
  expect(mail?.subject).toBe(formatMessage(en.mail.emailChanged.subject, { partner: PARTNER }));
  expect(mail?.links).toHaveLength(1);

  await test.step("a second time it is of no use", async () => {
    await page.goto(link);
    await expect(page.getByRole("heading", { level: 1 })).toHaveText(settings.email.failed.title);
  });
  await test.step("the new address signs in to the account, the former one begins anew", async () => {
    expect(await signInOverHttp(await openContext(), stack, changed.email)).toMatch(CONNECTIONS);
    expect(await signInOverHttp(await openContext(), stack, user.email)).toBe("/welcome");
  });
});

test("a new address that has an account gets the same answer, and only a notice", async ({
  page,
  openContext,
  stack,
}) => {
  const taken = await signUpDirectly(await openContext(), stack);
  const user = await signUpDirectly(page, stack);
  await page.goto("/settings");
  const email = part(page, settings.email.title);
  await email.getByLabel(settings.email.email).fill(taken.email.toUpperCase());
  await email.getByRole("button", { name: settings.email.submit }).click();
  await expect(email.getByRole("status")).toHaveText(
    formatMessage(settings.saved.requested, { minutes: EMAIL_CHANGE_MINUTES }),
  );
  const [mail, ...others] = await stack.sandbox.mailsTo(taken.email);
  expect(others).toEqual([]);
  expect(mail).toMatchObject({ subject: formatMessage(en.mail.emailInUse.subject, { partner: PARTNER }), links: [] });
  expect(mail?.text).not.toContain(user.email);
  expect(await userOf(stack, user)).not.toBeNull();
});
