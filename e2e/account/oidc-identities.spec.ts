import { CONNECTIONS } from "../fixtures/business.ts";
import { sessionCountOf } from "../fixtures/db-queries.ts";
import { PROVIDER_NAME } from "../fixtures/identity-provider.ts";
import { en, formatMessage } from "../fixtures/messages.ts";
import { signInWithProvider } from "../fixtures/provider-sign-in.ts";
import { newUser, signUpDirectly, type User } from "../fixtures/sign-in.ts";
import { PARTNER, type Stack } from "../fixtures/stack.ts";
import { expect, test } from "../fixtures/test.ts";

test.use({ withIdentityProvider: true });

test("an identity is listed in the settings, unlinked there, and each time the owner gets a mail", async ({
  page,
  openBrowser,
  stack,
}) => {
  const user = await signUpDirectly(page, stack);
  const other = await openBrowser();
  await other.goto("/connections");
  await signInWithProvider(other, user.email);
  await other.waitForURL(CONNECTIONS);

  await page.goto("/settings");
  const section = page.getByRole("region", { name: en.settings.identities.title });
  await expect(section.getByRole("listitem")).toContainText(PROVIDER_NAME);
  await section.getByRole("button", { name: en.settings.identities.unlink }).click();
  await expect(section.getByText(en.settings.saved.unlinked)).toBeVisible();
  await expect(section.getByText(en.settings.identities.none)).toBeVisible();
  expect(await identitiesOf(stack, user)).toEqual([]);

  const mails = await stack.sandbox.mailsTo(user.email);
  expect(mails.map(({ subject }) => subject)).toEqual([
    formatMessage(en.mail.identityUnlinked.subject, { partner: PARTNER }),
    formatMessage(en.mail.identityLinked.subject, { partner: PARTNER }),
  ]);
  const events = await stack.database.rows<{ action: string }>(
    `SELECT action FROM "AuditEvent" WHERE "actorId" = (SELECT id FROM "User" WHERE email = $1) ORDER BY id`,
    [user.email],
  );
  expect(events.map(({ action }) => action)).toEqual([
    "user.identity_linked",
    "user.signed_in",
    "user.identity_unlinked",
  ]);
});

test("staff without a business find their identities on their own page", async ({ page, stack }) => {
  const user = newUser();
  await page.goto("/sign-in");
  await signInWithProvider(page, user.email);
  await page.waitForURL("/welcome");
  const { id } = await stack.database.row<{ id: string }>(
    `UPDATE "User" SET role = 'SUPPORT' WHERE email = $1 RETURNING id`,
    [user.email],
  );
  await page.goto(`/admin/users/${id}`);
  const section = page.getByRole("region", { name: en.admin.users.identitiesTitle });
  await section.getByRole("button", { name: en.settings.identities.unlink }).click();
  await expect(section.getByText(en.admin.users.done.unlinked)).toBeVisible();
  expect(await identitiesOf(stack, user)).toEqual([]);
});

test("single sign-on in a stale tab signs in as that user, and leaves the account of the other tab alone", async ({
  page,
  stack,
}) => {
  const [anna, bert] = [newUser(), newUser()];
  await page.goto("/sign-in");
  await signUpDirectly(page, stack, anna);
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
  const [anna, bert] = [await signUpDirectly(page, stack), newUser()];
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

/** The provider's identities that sign in to a user's account. */
async function identitiesOf(stack: Stack, { email }: User): Promise<string[]> {
  const identities = await stack.database.rows<{ subject: string }>(
    `SELECT a."providerAccountId" AS subject FROM "Account" a JOIN "User" u ON u.id = a."userId" WHERE u.email = $1`,
    [email],
  );
  return identities.map(({ subject }) => subject);
}
