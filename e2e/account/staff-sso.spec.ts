import { checkAccessibility, checkWords } from "../fixtures/accessibility.ts";
import { PROVIDER_NAME } from "../fixtures/identity-provider.ts";
import { en, formatMessage } from "../fixtures/messages.ts";
import { signInWithProvider } from "../fixtures/provider-sign-in.ts";
import {
  askForLink,
  newestLink,
  newUser,
  openLink,
  signIn,
  signInAsAdmin,
  signUpDirectly,
} from "../fixtures/sign-in.ts";
import { ADMIN, PARTNER } from "../fixtures/stack.ts";
import { expect, test } from "../fixtures/test.ts";

test.use({
  withIdentityProvider: true,
  ownSettings: {
    AUTH_STAFF: "oidc",
    AUTH_OIDC_ROLE_CLAIM: "groups",
    AUTH_OIDC_ADMIN_GROUP: "connect-admins",
    AUTH_OIDC_SUPPORT_GROUP: "connect-support",
  },
});

const { users } = en.admin;
const alarm = formatMessage(en.mail.alarms.way_back_used.subject, { partner: PARTNER });

test("staff sign in with the provider alone, their role follows their groups, and an admin of the settings has a way back", async ({
  page,
  openBrowser,
  stack,
}) => {
  test.setTimeout(180_000);
  const { email } = await signInAsAdmin(page, stack);
  const merchant = newUser("Bageri Ilta");
  await signUpDirectly(await openBrowser(), stack, merchant);
  const idOf = async (address: string) =>
    (await stack.database.row<{ id: string }>(`SELECT id FROM "User" WHERE email = $1`, [address])).id;
  const roleOf = async () =>
    (await stack.database.row<{ role: string }>(`SELECT role FROM "User" WHERE email = $1`, [email])).role;
  /** Signs in with the provider in a new browser, with these groups. */
  const comeWith = async (...groups: string[]) => {
    await stack.setGroups(email, groups);
    const browser = await openBrowser();
    await browser.goto("/sign-in");
    await signInWithProvider(browser, email);
    await browser.waitForURL((url) => !url.pathname.startsWith("/sign-in") && url.origin === stack.app.url);
    return browser;
  };

  await test.step("a session that began by email has ended, and a link leads to the provider", async () => {
    await page.goto("/admin");
    await expect(page).toHaveURL(/\/sign-in\?/);
    await askForLink(page, email);
    await page.goto(await newestLink(stack, email));
    await page.getByRole("button", { name: en.signIn.confirm.button }).click();
    const heading = formatMessage(en.signIn.failed.staffTitle, { provider: PROVIDER_NAME });
    await expect(page.getByRole("heading", { level: 1 })).toHaveText(heading);
    await expect(page.getByText(formatMessage(en.signIn.oidc, { name: PROVIDER_NAME }))).toBeVisible();
    await checkAccessibility(page);
    await checkWords(page);
    await page.goto("/admin");
    await expect(page).toHaveURL(/\/sign-in\?/);
  });
  const admin = await test.step("the group of admins makes an admin, and no admin changes such a role", async () => {
    const browser = await comeWith("somebody", "connect-admins");
    expect(await roleOf()).toBe("ADMIN");
    await browser.goto(`/admin/users/${await idOf(merchant.email)}/role`);
    await expect(browser.getByText(formatMessage(users.governed, { provider: PROVIDER_NAME }))).toBeVisible();
    await expect(browser.getByRole("radio")).toHaveCount(0);
    await checkAccessibility(browser);
    return browser;
  });
  await test.step("the way back of an admin in ADMIN_EMAILS is a warning, an event and an alarm", async () => {
    const back = await openBrowser();
    await signIn(back, stack, ADMIN);
    await back.goto("/admin");
    await expect(back.getByRole("heading", { level: 1 })).toHaveText(en.admin.overview.title);
    expect(stack.app.log()).toContain("an admin of ADMIN_EMAILS signed in without single sign-on");
    const used = await stack.database.rows(
      `SELECT 1 FROM "AuditEvent" WHERE action = 'user.way_back_used' AND "actorId" = $1`,
      [await idOf(ADMIN)],
    );
    expect(used).toHaveLength(1);
    const subjects = async () => (await stack.sandbox.mailsTo(email)).map(({ subject }) => subject);
    await expect.poll(subjects, { timeout: 60_000 }).toContain(alarm);
  });
  await test.step("another group gives another role, in all browsers", async () => {
    await comeWith("connect-support");
    expect(await roleOf()).toBe("SUPPORT");
    await admin.goto("/admin");
    await expect(admin.getByRole("heading", { level: 1 })).toHaveText(en.admin.overview.title);
    await admin.goto(`/admin/users/${await idOf(merchant.email)}/role`);
    await expect(admin.getByRole("heading", { level: 1 })).toHaveText(en.errors.notFoundTitle);
  });
  await test.step("who has left all groups is no longer staff, and other browsers are signed out", async () => {
    const browser = await comeWith();
    expect(await roleOf()).toBe("MERCHANT");
    await browser.goto("/admin");
    await expect(browser.getByRole("heading", { level: 1 })).toHaveText(en.errors.notFoundTitle);
    await admin.goto("/admin");
    await expect(admin).toHaveURL(/\/sign-in\?/);
    const changes = await stack.database.rows<{ role: string }>(
      `SELECT after->>'role' AS role FROM "AuditEvent" WHERE action = 'user.role_changed_by_sso' AND after->>'userId' = $1 ORDER BY id`,
      [await idOf(email)],
    );
    expect(changes.map(({ role }) => role)).toEqual(["SUPPORT", "MERCHANT"]);
  });
  await test.step("and signs in by email, as every merchant does", async () => {
    const browser = await openBrowser();
    await askForLink(browser, email);
    await openLink(browser, await newestLink(stack, email));
  });
});
