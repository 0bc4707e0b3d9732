import { redirectOf } from "../fixtures/html.ts";
import { en } from "../fixtures/messages.ts";
import type { Client } from "../fixtures/raw-form-post.ts";
import { signInAsAdmin, signUpDirectly, startSession } from "../fixtures/sign-in.ts";
import { openAccount } from "../fixtures/staff-nav.ts";
import { expect, test } from "../fixtures/test.ts";

const { settings } = en;

test("a session of the staff ends when it was not used for 12 hours, a merchant's does not", async ({
  context,
  openContext,
  stack,
}) => {
  const admin = await signInAsAdmin(context, stack);
  const other = await openContext();
  const merchant = await signUpDirectly(other, stack);
  const idle = (hours: number) =>
    stack.database.rows(
      `UPDATE "Session" SET "lastUsedAt" = now() - $1::interval, "userAgent" = 'idle'
        WHERE "userId" IN (SELECT id FROM "User" WHERE email IN ($2, $3))`,
      [`${hours} hours`, admin.email, merchant.email],
    );
  const ask = (client: Client, path: string) => client.request.get(path, { maxRedirects: 0 });
  await idle(11);
  expect((await ask(context, "/admin")).status()).toBe(200);
  await idle(12);
  expect((await ask(context, "/admin")).headers().location).toContain("/sign-in");
  expect((await ask(other, "/settings")).status()).toBe(200);
});

test("all other sessions are ended at once, by merchants and by the staff", async ({
  page,
  openBrowser,
  openContext,
  stack,
}) => {
  const merchant = await signUpDirectly(page, stack);
  const staffBrowser = await openBrowser();
  const staff = await signUpDirectly(staffBrowser, stack);
  await stack.database.rows(`UPDATE "User" SET role = 'SUPPORT' WHERE email = $1`, [staff.email]);
  await stack.database.rows(`DELETE FROM "Member" USING "User" WHERE id = "userId" AND email = $1`, [staff.email]);

  for (const [browser, user] of [[page, merchant] as const, [staffBrowser, staff] as const]) {
    const others = [await openContext(), await openContext()];
    for (const one of others) await startSession(one, stack, user);
    await browser.goto("/");
    if (browser === staffBrowser) await openAccount(browser);
    await browser.getByRole("link", { name: en.app.settings, exact: true }).click();
    await browser.getByRole("button", { name: settings.sessions.endOthers }).click();
    await expect(browser.getByText(settings.saved.endedOthers)).toBeVisible();
    await expect(browser.getByRole("button", { name: settings.sessions.endOthers })).toHaveCount(0);
    for (const one of others) {
      const answer = await one.request.get("/", { maxRedirects: 0 });
      expect(redirectOf(answer)).toContain("/sign-in");
    }
  }
});
