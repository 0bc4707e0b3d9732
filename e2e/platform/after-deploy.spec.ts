import { CONNECTIONS } from "../fixtures/business.ts";
import { openMoreOptions } from "../fixtures/connect-by-hand.ts";
import { connectionsOf, requestsOf } from "../fixtures/db-queries.ts";
import { en } from "../fixtures/messages.ts";
import { newUser, signUpDirectly } from "../fixtures/sign-in.ts";
import { expect, test } from "../fixtures/test.ts";

// A tab from before a deploy sends an action id that the server no longer has. Here the id is changed in transit.
const UNKNOWN_ACTION = `40${"0".repeat(40)}`;

test.beforeEach(async ({ page }) => {
  await page.route("**/*", (route, request) => {
    const headers = request.headers();
    return "next-action" in headers
      ? route.continue({ headers: { ...headers, "next-action": UNKNOWN_ACTION } })
      : route.fallback();
  });
});

test("a form in a tab from before a deploy says that we were updated, and keeps what was typed", async ({
  page,
  stack,
}) => {
  const user = await signUpDirectly(page, stack);
  await page.goto("/connections/new");
  await openMoreOptions(page);
  await page.getByLabel(en.connect.label, { exact: true }).fill("Corner shop");
  await page.getByRole("button", { name: en.connect.submit }).click();
  await expect(page.getByRole("alert").filter({ hasText: en.errors.updatedForm })).toBeVisible();
  await expect(page.getByLabel(en.connect.label, { exact: true })).toHaveValue("Corner shop");
  await expect(page.getByRole("button", { name: en.connect.submit })).toBeEnabled();
  expect(await requestsOf(stack, user)).toEqual([]);

  await page.unrouteAll();
  await page.getByRole("button", { name: en.errors.reload }).click();
  await expect(page.getByText(en.errors.updatedForm)).toHaveCount(0);
});

test("a form of one line in a tab from before a deploy keeps what was typed", async ({ page, stack }) => {
  const { email } = newUser();
  await page.goto("/sign-in");
  await page.getByLabel(en.signIn.email).fill(email);
  await page.getByRole("button", { name: en.signIn.submit }).click();
  await expect(page.getByRole("alert").filter({ hasText: en.errors.updatedForm })).toBeVisible();
  await expect(page.getByLabel(en.signIn.email)).toHaveValue(email);
  expect(await stack.sandbox.mailsTo(email)).toEqual([]);
});

test("a button in a tab from before a deploy says that we were updated", async ({ page, stack }) => {
  const user = await signUpDirectly(page, stack);
  await page.goto("/connections");
  await page.getByRole("button", { name: en.app.signOut }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(en.errors.updatedTitle);
  await page.unrouteAll();
  await page.getByRole("button", { name: en.errors.reload }).click();
  await page.waitForURL(CONNECTIONS);
  expect(await connectionsOf(stack, user)).toEqual([]);
});
