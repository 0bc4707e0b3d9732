import type { Page } from "@playwright/test";
import { checkAccessibility, checkWords } from "../fixtures/accessibility.ts";
import { sessionCountOf } from "../fixtures/db-queries.ts";
import { en, formatMessage } from "../fixtures/messages.ts";
import { askForLink, newestLink, newUser, signInAsAdmin, signUpDirectly, type User } from "../fixtures/sign-in.ts";
import { goThroughMore } from "../fixtures/staff-nav.ts";
import { expect, test } from "../fixtures/test.ts";

const { users, merchants, lists } = en.admin;

/** Finds a user by a part of their address, as staff do during a phone call. */
async function find(page: Page, { email }: User): Promise<void> {
  await page.goto("/admin");
  await goThroughMore(page, en.admin.nav.users);
  await page.getByLabel(users.search).fill(email.slice(0, 16).toUpperCase());
  await page.getByRole("button", { name: lists.submit }).click();
  await page.getByRole("table").getByRole("link", { name: email }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(email);
}

test("an admin gives a user the role support, which sees the lists and can change nothing", async ({
  page,
  openBrowser,
  stack,
}) => {
  const other = await openBrowser();
  const user = await signUpDirectly(other, stack, newUser("Leipomo Aamurusko"));
  await signInAsAdmin(page, stack);
  await find(page, user);
  await page.getByRole("link", { name: users.changeRole }).click();
  await expect(page.getByRole("radio", { name: users.roles.MERCHANT })).toBeChecked();
  await page.getByRole("radio", { name: users.roles.SUPPORT }).check();
  await page.getByRole("button", { name: users.change.submit }).click();
  await expect(page.getByRole("status")).toHaveText(users.done.role);

  await other.goto("/admin/merchants");
  await other.getByLabel(merchants.search).fill("aamurusko");
  await other.getByRole("button", { name: lists.submit }).click();
  await other.waitForURL(/q=aamurusko/);
  await other.getByRole("link", { name: user.business }).first().click();
  await expect(other.getByRole("heading", { level: 1 })).toHaveText(user.business);

  await other.getByRole("link", { name: user.email }).first().click();
  await expect(other.getByRole("heading", { name: users.roleTitle })).toBeVisible();
  // Of their own page, they can choose their emails.
  await expect(other.getByRole("main").getByRole("button")).toHaveText([en.settings.emails.submit]);
  await expect(other.getByRole("link", { name: users.changeRole })).toHaveCount(0);
});

test("a disabled user is signed out at the next click, and told why at the next sign-in", async ({
  page,
  openBrowser,
  stack,
}) => {
  const other = await openBrowser();
  const user = await signUpDirectly(other, stack);
  await other.goto("/connections");
  const visitor = await openBrowser();
  await askForLink(visitor, user.email);

  await signInAsAdmin(page, stack);
  await find(page, user);
  await page.getByRole("link", { name: users.disable, exact: true }).click();
  await expect(page.getByText(formatMessage(users.disabling.alone, { business: user.business }))).toBeVisible();
  await page.getByRole("button", { name: users.disabling.submit }).click();
  await expect(page.getByRole("status")).toHaveText(users.done.disabled);
  await expect(page.getByText(users.noSessions)).toBeVisible();

  await test.step("the page that they have open is the last one", async () => {
    await other.getByRole("link", { name: en.app.settings }).click();
    await other.waitForURL((url) => url.pathname === "/sign-in");
  });
  await test.step("a link that was mailed before does not let them in, and says so", async () => {
    await visitor.goto(await newestLink(stack, user.email));
    await visitor.getByRole("button", { name: en.signIn.confirm.button }).click();
    await expect(visitor.getByRole("heading", { level: 1 })).toHaveText(en.signIn.failed.disabledTitle);
    await expect(visitor.getByText("account_disabled")).toBeVisible();
  });
  await test.step("whoever asks for a new link learns nothing by that, and it does not let them in either", async () => {
    await visitor.goto("/sign-in");
    await askForLink(visitor, user.email);
    await visitor.goto(await newestLink(stack, user.email));
    await visitor.getByRole("button", { name: en.signIn.confirm.button }).click();
    await visitor.waitForURL("/sign-in/error?error=account_disabled");
    expect(await sessionCountOf(stack, user)).toBe(0);
  });

  await page.goto("/admin/users?disabled=yes");
  await page.getByRole("link", { name: user.email }).click();
  await page.getByRole("link", { name: users.enable }).click();
  await page.getByRole("button", { name: users.enabling.submit }).click();
  await expect(page.getByRole("status")).toHaveText(users.done.enabled);
  await page.goto(page.url().replace("done=enabled", "done=disabled"));
  await expect(page.getByText(users.canSignIn, { exact: true })).toBeVisible();
  await expect(page.getByText(users.done.disabled)).toHaveCount(0);
});

test.describe("without JavaScript", () => {
  test.use({ javaScriptEnabled: false });

  test("users are found, change their role and are signed out", async ({ page, openContext, stack }) => {
    const user = await signUpDirectly(await openContext(), stack);
    await signInAsAdmin(page, stack);
    await find(page, user);
    await page.getByRole("button", { name: users.endAll }).click();
    await expect(page.getByText(users.done.endedAll)).toBeVisible();
    expect(await sessionCountOf(stack, user)).toBe(0);

    await page.getByRole("link", { name: users.changeRole }).click();
    await page.getByRole("radio", { name: users.roles.ADMIN }).check();
    await page.getByRole("button", { name: users.change.submit }).click();
    await expect(page.getByText(users.done.role)).toBeVisible();

    await page.goto("/admin/users?role=ADMIN&q=ab");
    await expect(page.getByRole("link", { name: user.email })).toBeVisible();
    await expect(page.getByText(formatMessage(lists.short, { count: "3" }))).toBeVisible();
  });
});

test("the pages of merchants and users are accessible", async ({ page, openContext, stack }) => {
  const user = await signUpDirectly(
    await openContext(),
    stack,
    newUser("Rakennusliike-Hämäläinen-ja-Pojat-Pohjois-Karjala"),
  );
  const { id, merchantId } = await stack.database.row<{ id: string; merchantId: string }>(
    `UPDATE "User" SET name = $1, "disabledAt" = now() FROM "Member" WHERE "userId" = id AND email = $2 RETURNING id, "merchantId"`,
    ["N".repeat(80), user.email],
  );
  await signInAsAdmin(page, stack);
  for (const path of [
    "/admin/merchants?q=ra",
    `/admin/merchants/${merchantId}`,
    "/admin/users",
    `/admin/users/${id}/role`,
  ]) {
    await page.goto(path);
    await checkAccessibility(page);
  }
  await page.goto(`/admin/users/${id}`);
  // As all times of the page.
  await expect(page.getByRole("list", { name: en.admin.users.sessionsTitle })).toContainText("UTC");
  for (const path of [
    `/admin/users/${id}?done=disabled`,
    `/admin/users/${id}/access`,
    "/sign-in/error?error=account_disabled",
  ]) {
    await page.goto(path);
    await checkWords(page);
  }
});
