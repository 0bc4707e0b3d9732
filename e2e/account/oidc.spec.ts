import { CONNECT_FORM, CONNECTIONS, withoutBusiness } from "../fixtures/business.ts";
import { approveConsent, connect, followRedirect, startAuthorization } from "../fixtures/connect-over-http.ts";
import { connectionsOf, sessionCountOf } from "../fixtures/db-queries.ts";
import { PROVIDER_NAME } from "../fixtures/identity-provider.ts";
import { en, formatMessage } from "../fixtures/messages.ts";
import { signInWithProvider } from "../fixtures/provider-sign-in.ts";
import { newUser, signUpDirectly } from "../fixtures/sign-in.ts";
import { OIDC_ADMIN } from "../fixtures/stack.ts";
import { expect, test } from "../fixtures/test.ts";

test.use({ withIdentityProvider: true });

test("a confirmed address of the provider signs in, an admin's as an admin", async ({ page, stack }) => {
  await page.goto("/admin/connections");
  await signInWithProvider(page, OIDC_ADMIN);
  await page.waitForURL("/admin/connections");
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(en.admin.connections.title);

  const stored = await stack.database.row<{ id: string; role: string }>(
    'SELECT id, role FROM "User" WHERE email = $1',
    [OIDC_ADMIN],
  );
  expect(stored.role).toBe("ADMIN");
  const audit = await stack.database.row<{ after: unknown }>(
    `SELECT after FROM "AuditEvent" WHERE action = 'user.made_admin'`,
  );
  expect(audit.after).toEqual({ userId: stored.id });
});

test("the way back keeps its query through the provider, and the reconnection renews the connection", async ({
  page,
  openContext,
  stack,
}) => {
  const earlier = await openContext();
  const user = await signUpDirectly(earlier, stack);
  const receiptheroId = await connect(earlier);
  const path = `/connections/new?${new URLSearchParams({ reconnect: receiptheroId, x: "100%&+ä" })}`;
  await page.goto(path);
  await signInWithProvider(page, user.email);
  await page.waitForURL(CONNECT_FORM);
  expect(withoutBusiness(page.url())).toBe(`${stack.app.url}${path}`);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(en.connect.againTitle);
  const callback = await approveConsent(await startAuthorization(page, {}, path), { update: true });
  expect(await followRedirect(page, callback)).toBe(`/connections/${receiptheroId}?outcome=connected`);
  expect(await connectionsOf(stack, user)).toHaveLength(1);
});

test("the way back keeps its query through the provider and the question for the name of the business", async ({
  page,
  stack,
}) => {
  const { email, business } = newUser();
  const path = `/connections/new?${new URLSearchParams({ reconnect: "100%&x", y: "+" })}`;
  await page.goto(path);
  await signInWithProvider(page, email);
  await page.waitForURL((url) => url.pathname === "/welcome");
  await page.getByLabel(en.welcome.name).fill(business);
  await page.getByRole("button", { name: en.welcome.submit }).click();
  await page.waitForURL(CONNECT_FORM);
  expect(withoutBusiness(page.url())).toBe(`${stack.app.url}${path}`);
});

test("the provider's tokens are not kept", async ({ page, stack }) => {
  const { email } = newUser();
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
  const user = newUser();
  const email = `unconfirmed-${user.email}`;
  await page.goto("/sign-in");
  await signInWithProvider(page, email);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(en.signIn.failed.unconfirmedTitle);
  expect(await sessionCountOf(stack, { ...user, email })).toBe(0);
  expect(await stack.database.rows('SELECT 1 FROM "User" WHERE email = $1', [email])).toEqual([]);
});

test("a confirmation that the provider writes as text counts", async ({ page }) => {
  await page.goto("/sign-in");
  await signInWithProvider(page, `text-${newUser().email}`);
  await page.waitForURL("/welcome");
});

test("an address without the claim email_verified is refused, and both the page and the log name the claim", async ({
  page,
  stack,
}) => {
  const user = newUser();
  const email = `claimless-${user.email}`;
  await page.goto("/sign-in");
  await signInWithProvider(page, email);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(en.signIn.failed.unclaimedTitle);
  await expect(page.getByText("email_verified")).toBeVisible();
  await expect(page.getByText(formatMessage(en.signIn.failed.code, { code: "email_claim_missing" }))).toBeVisible();
  expect(stack.app.log()).toContain("set AUTH_OIDC_TRUST_EMAIL=on");
  expect(await stack.database.rows('SELECT 1 FROM "User" WHERE email = $1', [email])).toEqual([]);
});

test("a provider that sends no address is told from one that failed", async ({ page }) => {
  await page.goto("/sign-in");
  await signInWithProvider(page, `addressless-${newUser().email}`);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(en.signIn.failed.addresslessTitle);
});

test("without script, the button leads on to a provider that redirects over another host", async ({ openBrowser }) => {
  const page = await openBrowser({ javaScriptEnabled: false });
  const response = await page.goto("/sign-in");
  expect(response?.headers()["content-security-policy"]).toMatch(/form-action 'self'(?:;|$)/);
  await signInWithProvider(page, newUser().email);
  await page.waitForURL("/welcome");
});

test("an issuer that is written otherwise than the provider writes it is named in the log", async ({ page, stack }) => {
  const app = await stack.startAnotherApp({ AUTH_OIDC_ISSUER: stack.issuer.replace(/\/$/, "") });
  await page.goto(`${app.url}/sign-in`);
  await page.getByRole("button", { name: formatMessage(en.signIn.oidc, { name: PROVIDER_NAME }) }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(en.signIn.failed.otherTitle);
  expect(app.log()).toContain("write AUTH_OIDC_ISSUER exactly");
});

test("a user who declines at the provider is told so", async ({ page }) => {
  await page.goto("/sign-in");
  await page.getByRole("button", { name: formatMessage(en.signIn.oidc, { name: PROVIDER_NAME }) }).click();
  await page.getByRole("link", { name: "Cancel" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(en.signIn.failed.otherTitle);
});

test("a user who signed in by email before gets the same account", async ({ page: other, openContext, stack }) => {
  const user = await signUpDirectly(await openContext(), stack);
  await other.goto("/connections");
  await signInWithProvider(other, user.email);
  await other.waitForURL(CONNECTIONS);
  await expect(other.getByText(formatMessage(en.connections.lead, { business: user.business }))).toBeVisible();
  expect(await stack.database.rows('SELECT 1 FROM "User" WHERE email = $1', [user.email])).toHaveLength(1);
  expect(await sessionCountOf(stack, user)).toBe(2);
});

test("a user whom an admin has disabled is refused with the provider too", async ({ page, openContext, stack }) => {
  const user = await signUpDirectly(await openContext(), stack);
  await stack.database.rows(`UPDATE "User" SET "disabledAt" = now() WHERE email = $1`, [user.email]);
  await page.goto("/connections");
  await signInWithProvider(page, user.email);
  await page.waitForURL("/sign-in/error?error=account_disabled");
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(en.signIn.failed.disabledTitle);
  expect(
    await stack.database.rows(`SELECT 1 FROM "Account" a JOIN "User" u ON u.id = a."userId" WHERE u.email = $1`, [
      user.email,
    ]),
  ).toEqual([]);
});
