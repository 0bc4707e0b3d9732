import { createHash, randomBytes } from "node:crypto";
import type { Page } from "@playwright/test";
import { continueToReceiptHero, openMoreOptions } from "../fixtures/connect-by-hand.ts";
import { connect } from "../fixtures/connect-over-http.ts";
import { en, formatMessage } from "../fixtures/messages.ts";
import { newUser, signUpDirectly, type User } from "../fixtures/sign-in.ts";
import type { Stack } from "../fixtures/stack.ts";
import { expect, test } from "../fixtures/test.ts";

// A browser keeps an opened link in a cookie, which a link in another tab replaces. The link that a page shows and the
// link that its button uses must be the same.

/** Creates a link's token, and stores its hash with a statement that takes the hash as $1. */
async function addLink(stack: Stack, sql: string, ...values: string[]): Promise<string> {
  const token = randomBytes(32).toString("base64url");
  await stack.database.rows(sql, [createHash("sha256").update(token).digest("hex"), ...values]);
  return token;
}

const invite = (stack: Stack, business: User, email: string) =>
  addLink(
    stack,
    `INSERT INTO "Invitation" ("tokenHash", email, "merchantId")
     SELECT $1, $2, "merchantId" FROM "User" JOIN "Member" ON "userId" = id WHERE email = $3`,
    email,
    business.email,
  );

/** Opens a link in another tab of the same browser. */
async function openInAnotherTab(page: Page, address: string): Promise<Page> {
  const tab = await page.context().newPage();
  await tab.goto(address);
  return tab;
}

const merchantOf = (stack: Stack, email: string) =>
  stack.database.rows<{ name: string }>(
    `SELECT m.name FROM "Merchant" m JOIN "Member" b ON b."merchantId" = m.id JOIN "User" u ON u.id = b."userId" WHERE u.email = $1`,
    [email],
  );

test("an invitation's button joins the business that the page shows, or none", async ({ page, openBrowser, stack }) => {
  const aamu = await signUpDirectly(await openBrowser(), stack, newUser("Kahvila Aamu"));
  const ilta = await signUpDirectly(await openBrowser(), stack, newUser("Kahvila Ilta"));
  const invited = await signUpDirectly(page, stack);
  await stack.database.rows(`DELETE FROM "Member" USING "User" WHERE id = "userId" AND email = $1`, [invited.email]);
  const [first, second] = [await invite(stack, aamu, invited.email), await invite(stack, ilta, invited.email)];

  await page.goto(`/api/account/invitation?token=${first}`);
  await openInAnotherTab(page, `/api/account/invitation?token=${second}`);
  await page.getByRole("button", { name: formatMessage(en.invitation.submit, { business: "Kahvila Aamu" }) }).click();
  await expect(page.getByRole("main").getByRole("alert")).toContainText(en.validation.link_changed);
  expect(await merchantOf(stack, invited.email)).toEqual([]);

  await test.step("and the page now shows the other one, whose button works", async () => {
    await page.getByRole("button", { name: formatMessage(en.invitation.submit, { business: "Kahvila Ilta" }) }).click();
    await page.waitForURL(/\/connections\?joined=yes/);
    expect(await merchantOf(stack, invited.email)).toEqual([{ name: "Kahvila Ilta" }]);
  });
});

test("an invitation's sign-in link goes to the address that the page shows, or to none", async ({
  page,
  openBrowser,
  stack,
}) => {
  const business = await signUpDirectly(await openBrowser(), stack);
  const [shown, other] = [newUser().email, newUser().email];
  await page.goto(`/api/account/invitation?token=${await invite(stack, business, shown)}`);
  await openInAnotherTab(page, `/api/account/invitation?token=${await invite(stack, business, other)}`);
  await page.getByRole("button", { name: en.invitation.signInButton }).click();
  await expect(page.getByRole("main").getByRole("alert")).toContainText(en.validation.link_changed);
  expect([...(await stack.sandbox.mailsTo(shown)), ...(await stack.sandbox.mailsTo(other))]).toEqual([]);
});

test("the button of a new address changes to the address that the page shows, or not at all", async ({
  page,
  stack,
}) => {
  const user = await signUpDirectly(page, stack);
  const request = (email: string) =>
    addLink(
      stack,
      `INSERT INTO "EmailChange" ("tokenHash", email, "userId") SELECT $1, $2, id FROM "User" WHERE email = $3`,
      email,
      user.email,
    );
  const [shown, other] = [newUser().email, newUser().email];
  await page.goto(`/api/account/email?token=${await request(shown)}`);
  await openInAnotherTab(page, `/api/account/email?token=${await request(other)}`);
  await page.getByRole("button", { name: en.settings.email.confirm.submit }).click();
  await expect(page.getByRole("main").getByRole("alert")).toContainText(en.validation.link_changed);
  const found = await stack.database.rows(`SELECT email FROM "User" WHERE email = ANY($1)`, [
    [user.email, shown, other],
  ]);
  expect(found).toEqual([{ email: user.email }]);
});

test("a form to connect again uses the link that led to it, or says so and keeps what was typed", async ({
  page,
  stack,
}) => {
  await signUpDirectly(page, stack);
  const receiptheroId = await connect(page);
  await stack.database.rows(
    `UPDATE "Connection" SET status = 'DISCONNECTED', "sealedToken" = NULL, "tokenIssuedAt" = NULL, "disconnectedAt" = now(),
            "disconnectedBy" = 'RECEIPTHERO' WHERE "receiptheroId" = $1`,
    [receiptheroId],
  );
  const link = () =>
    addLink(stack, `INSERT INTO "ReconnectLink" ("tokenHash", "receiptheroId") VALUES ($1, $2)`, receiptheroId);
  const first = await link();
  await page.goto(`/api/account/reconnect?token=${first}`);
  await page.getByRole("link", { name: en.reconnect.button }).click();
  await openMoreOptions(page);
  await page.getByLabel(en.connect.label, { exact: true }).fill("Torikatu");
  await openInAnotherTab(page, `/api/account/reconnect?token=${await link()}`);
  await page.getByRole("button", { name: en.connect.submit }).click();
  await expect(page.getByRole("main").getByRole("alert")).toContainText(en.validation.link_changed);
  await expect(page.getByLabel(en.connect.label, { exact: true })).toHaveValue("Torikatu");

  await openInAnotherTab(page, `/api/account/reconnect?token=${first}`);
  await continueToReceiptHero(page);
});
