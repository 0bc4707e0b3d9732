import type { Page } from "@playwright/test";
import { PROVIDER_NAME } from "./fixtures/identity-provider.ts";
import { enter, newPerson, type Person } from "./fixtures/journey.ts";
import { sessionCountOf } from "./fixtures/rows.ts";
import { OIDC_ADMIN, type Stack } from "./fixtures/stack.ts";
import { expect, test } from "./fixtures/test.ts";
import { en, words } from "./fixtures/words.ts";

test.use({ withIdentityProvider: true });

async function signInWithProvider(page: Page, login: string): Promise<void> {
  await page.getByRole("button", { name: words(en.signIn.oidc, { name: PROVIDER_NAME }) }).click();
  await page.getByPlaceholder("Enter any login").fill(login);
  await page.getByPlaceholder("and password").fill("anything");
  await page.getByRole("button", { name: "Sign-in" }).click();
  await page.getByRole("button", { name: "Continue" }).click();
}

test("a confirmed address of the provider signs in, an admin's as an admin", async ({ page, stack }) => {
  await page.goto("/admin/connections");
  await signInWithProvider(page, OIDC_ADMIN);
  await page.waitForURL("/admin/connections");
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(en.admin.connections.title);

  const user = await stack.database.row<{ id: string; role: string }>('SELECT id, role FROM "User" WHERE email = $1', [
    OIDC_ADMIN,
  ]);
  expect(user.role).toBe("ADMIN");
  const audit = await stack.database.row<{ after: unknown }>(
    `SELECT after FROM "AuditEvent" WHERE action = 'user.made_admin'`,
  );
  expect(audit.after).toEqual({ userId: user.id });
});

test("the provider's tokens are not kept", async ({ page, stack }) => {
  const { email } = newPerson();
  await page.goto("/sign-in");
  await signInWithProvider(page, email);
  await page.waitForURL("/welcome");
  const { account } = await stack.database.row<{ account: Record<string, unknown> }>(
    `SELECT to_jsonb(a) AS account FROM "Account" a JOIN "User" u ON u.id = a."userId" WHERE u.email = $1`,
    [email],
  );
  expect(Object.keys(account).sort()).toEqual(["createdAt", "id", "provider", "providerAccountId", "type", "userId"]);
  expect(account.providerAccountId).toBe(email);
});

test("an address that the provider did not confirm signs nobody in", async ({ page, stack }) => {
  const person = newPerson();
  const email = `unconfirmed-${person.email}`;
  await page.goto("/sign-in");
  await signInWithProvider(page, email);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(en.signIn.failed.deniedTitle);
  expect(await sessionCountOf(stack, { ...person, email })).toBe(0);
  expect(await stack.database.rows('SELECT 1 FROM "User" WHERE email = $1', [email])).toEqual([]);
});

test("someone who declines at the provider is told so", async ({ page }) => {
  await page.goto("/sign-in");
  await page.getByRole("button", { name: words(en.signIn.oidc, { name: PROVIDER_NAME }) }).click();
  await page.getByRole("link", { name: "Cancel" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(en.signIn.failed.otherTitle);
});

test("someone who signed in by mail before ends in the same account", async ({ page, openBrowser, stack }) => {
  const person = await enter(page, stack);
  const other = await openBrowser();
  await other.goto("/connections");
  await signInWithProvider(other, person.email);
  await other.waitForURL("/connections");
  await expect(other.getByText(words(en.connections.lead, { business: person.business }))).toBeVisible();
  expect(await stack.database.rows('SELECT 1 FROM "User" WHERE email = $1', [person.email])).toHaveLength(1);
  expect(await sessionCountOf(stack, person)).toBe(2);
});

test("whoever an admin has disabled is refused with the provider too", async ({ page, stack }) => {
  const person = await enter(page, stack);
  await stack.database.rows(`UPDATE "User" SET "disabledAt" = now() WHERE email = $1`, [person.email]);
  await page.goto("/connections");
  await signInWithProvider(page, person.email);
  await page.waitForURL("/sign-in/error?error=account_disabled");
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(en.signIn.failed.disabledTitle);
  expect(
    await stack.database.rows(`SELECT 1 FROM "Account" a JOIN "User" u ON u.id = a."userId" WHERE u.email = $1`, [
      person.email,
    ]),
  ).toEqual([]);
});

test("single sign-on in a stale tab signs in as that person, and leaves the account of the other tab alone", async ({
  page,
  stack,
}) => {
  const [anna, bert] = [newPerson(), newPerson()];
  await page.goto("/sign-in");
  await enter(page, stack, anna);
  await signInWithProvider(page, bert.email);
  await page.waitForURL("/welcome");

  expect(await identitiesOf(stack, anna)).toEqual([]);
  expect(await identitiesOf(stack, bert)).toEqual([bert.email]);
  await test.step("and the session that the browser had before has ended", async () => {
    expect(await sessionCountOf(stack, anna)).toBe(0);
    expect(await sessionCountOf(stack, bert)).toBe(1);
  });
});

test("single sign-on with an expired session's cookie links nothing to that session's account", async ({
  page,
  stack,
}) => {
  const [anna, bert] = [await enter(page, stack), newPerson()];
  await stack.database.rows(
    `UPDATE "Session" SET expires = now() - interval '1 day' WHERE "userId" = (SELECT id FROM "User" WHERE email = $1)`,
    [anna.email],
  );
  await page.goto("/connections");
  await signInWithProvider(page, bert.email);
  await page.waitForURL("/welcome");
  expect(await identitiesOf(stack, anna)).toEqual([]);
  expect(await identitiesOf(stack, bert)).toEqual([bert.email]);
});

/** The provider's identities that sign in to a person's account. */
async function identitiesOf(stack: Stack, { email }: Person): Promise<string[]> {
  const identities = await stack.database.rows<{ subject: string }>(
    `SELECT a."providerAccountId" AS subject FROM "Account" a JOIN "User" u ON u.id = a."userId" WHERE u.email = $1`,
    [email],
  );
  return identities.map(({ subject }) => subject);
}
