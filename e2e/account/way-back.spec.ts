import type { Page } from "@playwright/test";
import { CONNECT_FORM, CONNECTIONS, withoutBusiness } from "../fixtures/business.ts";
import { approveConsent, connect, followRedirect, startAuthorization } from "../fixtures/connect-over-http.ts";
import { connectionsOf } from "../fixtures/db-queries.ts";
import { redirectOf } from "../fixtures/html.ts";
import { en } from "../fixtures/messages.ts";
import { sendForm } from "../fixtures/raw-form-post.ts";
import { askForLink, newestCode, newestLink, newUser, signIn, signUpDirectly } from "../fixtures/sign-in.ts";
import { signInOverHttp } from "../fixtures/sign-in-over-http.ts";
import { expect, test } from "../fixtures/test.ts";

/** The path and query of a page. */
const placeOf = (page: Page) => page.url().replace(new URL(page.url()).origin, "");

test("a reconnection that signing in interrupted renews the connection, and makes no second one", async ({
  context,
  openContext,
  stack,
}) => {
  const earlier = await openContext();
  const user = await signUpDirectly(earlier, stack);
  const receiptheroId = await connect(earlier);

  const path = `/connections/new?${new URLSearchParams({ reconnect: receiptheroId })}`;
  const place = await signInOverHttp(context, stack, user.email, path);
  expect(withoutBusiness(place)).toBe(path);
  const callback = await approveConsent(await startAuthorization(context, {}, place), { update: true });
  expect(await followRedirect(context, callback)).toBe(`/connections/${receiptheroId}?outcome=connected`);
  expect(await connectionsOf(stack, user)).toHaveLength(1);
});

for (const path of [
  "/connections/new?reconnect=100%25&x=%C3%A4+%2B%26%3D%3F%23&x=2",
  "/connections?visit=unmatched",
  "/connections/a%252Fb%25zz%3F%23&%2B%22%3C/receipts?after=x",
  "/settings?saved=email",
  "/settings/email/confirm?problem=taken",
  "/reconnect?from=mail",
  "/settings/delete?x=1",
  "/welcome?returnTo=%2Fconnections%2Fnew%3Freconnect%3Dx",
  "/admin?days=7",
  "/admin/connections?q=%C3%A4&health=quiet&sort=-label",
  "/admin/connections/a%252Fb%25zz%3F%23&%2B%22%3C?done=retried",
  "/admin/connections/a%252Fb%25zz%3F%23&%2B%22%3C/certificate?print=1",
  "/admin/audit?action=user.deleted&from=2026-01-01",
  "/admin/users?q=anna&role=SUPPORT",
  "/admin/merchants?q=kahvila",
  "/admin/notifications?state=FAILED&q=a%25b",
  "/admin/bulk-disconnects/new?ids=a&ids=b%2Fc",
]) {
  test(`signing in leads on to ${path}`, async ({ request }) => {
    const answer = await request.get(path, { maxRedirects: 0 });
    const signInPage = new URL(answer.headers().location ?? "", "http://x");
    expect([signInPage.pathname, signInPage.searchParams.get("returnTo")]).toEqual(["/sign-in", path]);
  });
}

test("the way back leads through the question for the name of the business", async ({ page, stack }) => {
  const { email, business } = newUser();
  await page.goto("/connections/new?from=a+link&x=%26");
  await signIn(page, stack, email);
  await page.waitForURL((url) => url.pathname === "/welcome");
  await page.getByLabel(en.welcome.name).fill(business);
  await page.getByRole("button", { name: en.welcome.submit }).click();
  await page.waitForURL(CONNECT_FORM);
  expect(withoutBusiness(placeOf(page))).toBe("/connections/new?from=a+link&x=%26");
});

test("the way back survives a link that has expired, and a second request for a link", async ({
  page,
  openContext,
  stack,
}) => {
  const user = await signUpDirectly(await openContext(), stack);
  await page.goto("/settings?x=1%262");
  await askForLink(page, user.email);
  await page.getByRole("link", { name: en.signIn.checkMail.again }).click();
  await page.waitForURL((url) => url.pathname === "/sign-in");
  await askForLink(page, user.email);
  await stack.database.rows(
    `UPDATE "VerificationToken" SET expires = now() - interval '1 second' WHERE identifier = $1`,
    [user.email],
  );
  await page.goto(await newestLink(stack, user.email));
  await page.getByRole("button", { name: en.signIn.confirm.button }).click();
  await page.getByRole("link", { name: en.signIn.failed.again }).click();
  await page.waitForURL((url) => url.pathname === "/sign-in");
  await signIn(page, stack, user.email);
  expect(placeOf(page)).toBe("/settings?x=1%262");
});

test("the longest reconnection that there can be comes back whole, through the name of the business too", async ({
  context,
  stack,
}) => {
  const path = `/connections/new?${new URLSearchParams({ reconnect: "%".repeat(255) })}`;
  const welcome = await signInOverHttp(context, stack, newUser().email, path);
  expect(welcome).toMatch(/^\/welcome\?/);
  const answer = await sendForm(context, welcome, { name: "Kahvila Aamu" });
  expect(redirectOf(answer)).toBe(path);
});

for (const length of [3_000, 12_000]) {
  test(`a way back of ${length} characters signs in all the same, and leads to the start`, async ({
    context,
    openContext,
    stack,
  }) => {
    const { email } = await signUpDirectly(await openContext(), stack);
    const path = `/connections/new?x=${"y".repeat(length)}`;
    expect(await signInOverHttp(context, stack, email, path)).toMatch(CONNECTIONS);
  });
}

test("a form that was open while its session ended comes back to its page with its query", async ({ page, stack }) => {
  const user = await signUpDirectly(page, stack);
  await page.goto("/connections/new?from=a%20link");
  await stack.database.rows(`DELETE FROM "Session" WHERE "userId" = (SELECT id FROM "User" WHERE email = $1)`, [
    user.email,
  ]);
  await page.getByRole("button", { name: en.connect.submit }).click();
  await page.waitForURL((url) => url.pathname === "/sign-in");
  // A space has two spellings in a query.
  expect(new URL(page.url()).searchParams.get("returnTo")).toMatch(
    /^\/businesses\/[\da-f-]{36}\/connections\/new\?from=a(?:%20|\+)link$/,
  );
});

test("a link that was followed within the application comes back without what the router adds", async ({
  page,
  stack,
}) => {
  const user = await signUpDirectly(page, stack);
  await page.goto("/connections");
  await stack.database.rows(`DELETE FROM "Session" WHERE "userId" = (SELECT id FROM "User" WHERE email = $1)`, [
    user.email,
  ]);
  await page.getByRole("link", { name: en.app.settings }).click();
  await page.waitForURL((url) => url.pathname === "/sign-in");
  expect(new URL(page.url()).searchParams.get("returnTo")).toBe("/settings");
});

test("a browser cannot say which page was asked for", async ({ request }) => {
  const headers = { "X-Requested-Path": "/admin" };
  const answer = await request.get("/settings", { headers, maxRedirects: 0 });
  expect(answer.headers().location).toBe("/sign-in?returnTo=%2Fsettings");
});

test("signing in with the code leads on to the page with its query", async ({ page, openContext, stack }) => {
  const user = await signUpDirectly(await openContext(), stack);
  await page.goto("/connections/new?reconnect=100%25%26x&x=%2B");
  await askForLink(page, user.email);
  await page.getByLabel(en.signIn.checkMail.code).fill((await newestCode(stack, user.email)) ?? "");
  await page.getByRole("button", { name: en.signIn.checkMail.submit }).click();
  await page.waitForURL(CONNECT_FORM);
  expect(withoutBusiness(placeOf(page))).toBe("/connections/new?reconnect=100%25%26x&x=%2B");
});
