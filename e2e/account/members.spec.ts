import type { Page } from "@playwright/test";
import { INVITATION_DAYS } from "../../lib/lifetimes.ts";
import { settingsOf } from "../fixtures/business.ts";
import { connect, disconnect } from "../fixtures/connect-over-http.ts";
import { auditActionsOf, bytesOf, everythingOf, userOf } from "../fixtures/db-queries.ts";
import { readPage, redirectOf, textOf } from "../fixtures/html.ts";
import { en, formatMessage } from "../fixtures/messages.ts";
import { actionFields, type Client, postFields, sendForm } from "../fixtures/raw-form-post.ts";
import { addMember, newestLink, newUser, openLink, signUpDirectly } from "../fixtures/sign-in.ts";
import type { Stack } from "../fixtures/stack.ts";
import { expect, test } from "../fixtures/test.ts";

const { settings } = en;

/** A part of the settings page. */
const part = (page: Page, title: string) => page.getByRole("region", { name: title, exact: true });

/** Invites somebody. @returns the link of the invitation */
async function invite(client: Client, stack: Stack, email: string): Promise<string> {
  await sendForm(client, await settingsOf(client), { email, role: "MEMBER" }, settings.members.submit);
  return newestLink(stack, email);
}

/** Invites somebody from the settings, and waits until the mail is under way. */
async function inviteByHand(page: Page, email: string): Promise<void> {
  await page.goto(await settingsOf(page));
  const members = part(page, settings.members.title);
  await members.getByLabel(settings.members.email).fill(email);
  await members.getByRole("button", { name: settings.members.submit }).click();
  await expect(members.getByRole("status")).toHaveText(
    formatMessage(settings.saved.invited, { days: INVITATION_DAYS }),
  );
}

/** Joins a business by the link of an invitation, from signed out to the settings. */
async function joinBy(page: Page, stack: Stack, invitation: string, email: string, business: string): Promise<void> {
  await page.goto(invitation);
  await page.waitForURL("/invitation");
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(formatMessage(en.invitation.title, { business }));
  await page.getByRole("button", { name: en.invitation.signInButton }).click();
  await page.waitForURL("/sign-in/check-mail");
  await openLink(page, await newestLink(stack, email));
  await page.waitForURL("/invitation");
  await page.getByRole("button", { name: formatMessage(en.invitation.submit, { business }) }).click();
  await page.waitForURL(/\/connections\?joined=yes/);
  await expect(page.getByText(formatMessage(en.connections.joined, { business }))).toBeVisible();
}

test("a member joins by the invitation's link, which works once", async ({ page, openBrowser, openContext, stack }) => {
  const user = await signUpDirectly(page, stack, newUser("Kukkakauppa Kielo"));
  const receiptheroId = await connect(page, { label: "Torikatu" });
  const member = newUser(user.business);
  await inviteByHand(page, member.email);
  const members = part(page, settings.members.title);
  await expect(members.getByRole("listitem")).toContainText([user.email, member.email]);
  const link = await newestLink(stack, member.email);
  for (const method of ["GET", "HEAD", "GET"]) await fetch(link, { method });

  const other = await openBrowser();
  await joinBy(other, stack, link, member.email, user.business);
  await other.goto(`/connections/${receiptheroId}`);
  await expect(other.getByRole("heading", { level: 1 })).toHaveText("Torikatu");
  await expect(other.getByRole("main")).toContainText(en.connection.actor.member);
  const [owner, joined] = [await userOf(stack, user), await userOf(stack, member)];
  expect(joined?.merchantId).toBe(owner?.merchantId);
  expect(await auditActionsOf(stack, user)).toEqual(["connection.connected", "user.invited", "user.joined"]);

  await test.step("used up", async () => {
    const before = await everythingOf(stack, user);
    for (const browser of [await openContext(), other]) {
      expect(await readPage(browser, link)).toContain(en.invitation.usedTitle);
    }
    expect(await everythingOf(stack, user)).toEqual(before);
  });
});

test("an invitation is for the address that it went to, and can be taken back", async ({
  page,
  openContext,
  stack,
}) => {
  const user = await signUpDirectly(page, stack);
  const invited = newUser();
  const link = await invite(page, stack, invited.email);
  const before = await everythingOf(stack, user);
  const other = await openContext();
  const stranger = await signUpDirectly(other, stack);
  const own = await userOf(stack, stranger);
  expect(await readPage(other, link)).toContain(en.invitation.otherTitle);
  expect(await userOf(stack, stranger)).toEqual(own);
  expect(await everythingOf(stack, user)).toEqual(before);

  await page.goto(await settingsOf(page));
  const members = part(page, settings.members.title);
  await members
    .getByRole("button", { name: formatMessage(settings.members.revokeOf, { email: invited.email }) })
    .click();
  await expect(members.getByRole("status")).toHaveText(settings.saved.uninvited);
  const late = await (await openContext()).request.get(link);
  expect(await textOf(late)).toContain(en.invitation.usedTitle);
});

test("an invitation that has expired lets nobody in", async ({ context, openContext, stack }) => {
  await signUpDirectly(context, stack);
  const invited = newUser();
  const link = await invite(context, stack, invited.email);
  await stack.database.rows(`UPDATE "Invitation" SET "expiresAt" = now() - interval '1 millisecond' WHERE email = $1`, [
    invited.email,
  ]);
  const late = await (await openContext()).request.get(link);
  expect(await textOf(late)).toContain(en.invitation.usedTitle);
});

test("a member is removed, and has no access at the next request", async ({ page, openContext, stack }) => {
  const user = await signUpDirectly(page, stack);
  const receiptheroId = await connect(page);
  const other = await openContext();
  const member = await addMember(other, stack, user);
  const before = await bytesOf(stack, receiptheroId);

  await page.goto(await settingsOf(page));
  await page.getByRole("link", { name: formatMessage(settings.members.changeOf, { who: member.email }) }).click();
  await expect(
    page.getByRole("heading", { name: formatMessage(settings.member.removeTitle, { who: member.email }) }),
  ).toBeVisible();
  await page.getByRole("button", { name: settings.member.removeSubmit }).click();
  await page.waitForURL(/\/settings\?saved=removed/);
  await expect(page.getByText(settings.saved.removed)).toBeVisible();

  const path = `/connections/${receiptheroId}`;
  expect((await other.request.get(path, { maxRedirects: 0 })).status()).toBe(404);
  expect(await userOf(stack, member)).toMatchObject({ merchantId: null });
  expect(await bytesOf(stack, receiptheroId)).toBe(before);
});

test("the last one cannot leave while a connection is there, and takes the business along afterwards", async ({
  page,
  openBrowser,
  stack,
}) => {
  const user = await signUpDirectly(page, stack, newUser("Kukkakauppa Kielo"));
  const receiptheroId = await connect(page, { label: "Torikatu" });
  const other = await openBrowser();
  const member = await addMember(other, stack, user);
  const self = await userOf(stack, user);
  const leaving = `${await settingsOf(page)}/members/${self?.id}`;
  const action = await actionFields(page, leaving, settings.member.leaveSubmit);
  expect(action).not.toEqual([]);

  await test.step("one of two leaves", async () => {
    await other.goto(await settingsOf(other));
    await part(other, settings.members.title).getByRole("link", { name: settings.members.change, exact: true }).click();
    await other.getByRole("button", { name: settings.member.leaveSubmit }).click();
    await other.waitForURL(/\/goodbye\?why=left/);
    await expect(other.getByRole("heading", { level: 1 })).toHaveText(en.goodbye.leftTitle);
    expect(await userOf(stack, member)).toMatchObject({ merchantId: null });
  });
  await test.step("the last one is told why not, and cannot by hand either", async () => {
    const before = await everythingOf(stack, user);
    await page.goto(await settingsOf(page));
    await part(page, settings.members.title).getByRole("link", { name: settings.members.change, exact: true }).click();
    await expect(page.getByRole("heading", { level: 1 })).toHaveText(settings.member.lastTitle);
    await expect(page.getByRole("button", { name: settings.member.leaveSubmit })).toHaveCount(0);
    const response = await postFields(page, stack, leaving, [...action, ["id", self?.id ?? ""], ["effect", "stays"]]);
    expect(response.status()).toBe(303);
    expect(response.headers().location).toContain(leaving);
    expect(await everythingOf(stack, user)).toEqual(before);
  });
  await test.step("after disconnecting it goes", async () => {
    await disconnect(page, receiptheroId);
    const left = await sendForm(page, leaving, {}, settings.member.leaveSubmit);
    expect(redirectOf(left)).toContain("/goodbye?why=left");
  });
  const merchant = `SELECT name, "deletedAt" FROM "Merchant" WHERE id = $1`;
  expect(await stack.database.row(merchant, [self?.merchantId])).toMatchObject({ deletedAt: expect.any(Date) });
  expect(await stack.database.row(merchant, [self?.merchantId])).not.toMatchObject({ name: user.business });
});
