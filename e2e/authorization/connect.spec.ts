import { CONNECTIONS } from "../fixtures/business.ts";
import {
  approve,
  chooseAccount,
  continueToReceiptHero,
  fillConnectForm,
  seeConnected,
} from "../fixtures/connect-by-hand.ts";
import { auditActionsOf, connectionsOf, requestsOf, sessionCountOf } from "../fixtures/db-queries.ts";
import { en, formatMessage } from "../fixtures/messages.ts";
import { newestLink, newUser, signOut, signUp } from "../fixtures/sign-in.ts";
import { PARTNER } from "../fixtures/stack.ts";
import { expect, test } from "../fixtures/test.ts";

const NOTES: [string, string][] = [
  ["cost centre", "4711 Ääkköset"],
  ["__proto__", "plain data"],
];

test("a merchant signs in by mail, gives consent and sees the connection", async ({ page, stack }) => {
  const user = newUser("Kukkakauppa Kielo");
  await test.step("asks for a link", async () => {
    await page.goto("/");
    await page.waitForURL("/sign-in?returnTo=%2F");
    await page.getByLabel(en.signIn.email).fill(user.email);
    await page.getByRole("button", { name: en.signIn.submit }).click();
    await expect(page.getByRole("heading", { name: en.signIn.checkMail.title })).toBeVisible();
  });

  await test.step("a mail scanner uses nothing up", async () => {
    const link = await newestLink(stack, user.email);
    for (const method of ["GET", "HEAD", "GET", "HEAD", "GET", "HEAD"]) {
      expect((await fetch(link, { method })).status).toBeLessThan(400);
    }
  });

  await test.step("opens the mail and presses the button", async () => {
    await expect(page.getByText(en.sandbox.notice)).toBeVisible();
    await page.getByRole("link", { name: en.sandbox.mailbox }).click();
    await page.getByRole("link", { name: formatMessage(en.mail.signIn.subject, { partner: PARTNER }) }).click();
    await page.getByRole("article").getByRole("link", { name: stack.app.url }).click();
    await page.waitForURL("/sign-in/confirm");
    await expect(page.getByText(formatMessage(en.signIn.confirm.body, { email: user.email }))).toBeVisible();
    await page.getByRole("button", { name: en.signIn.confirm.button }).click();
  });

  await test.step("names the business", async () => {
    await page.waitForURL("/welcome");
    await expect(page.getByRole("heading", { level: 1 })).toHaveText(en.welcome.title);
    await page.getByLabel(en.welcome.name).fill(user.business);
    await page.getByRole("button", { name: en.welcome.submit }).click();
    await page.waitForURL(CONNECTIONS);
    await expect(page.getByRole("heading", { name: en.connections.empty.title })).toBeVisible();
  });

  await test.step("chooses what to share", async () => {
    await page.getByRole("link", { name: en.connections.connect }).click();
    await expect(page.getByRole("heading", { level: 1 })).toHaveText(en.connect.title);
    await page.getByRole("checkbox", { name: en.scopes["receipt:write"].title }).uncheck();
    await fillConnectForm(page, { label: "Torikatu", notes: NOTES });
    await continueToReceiptHero(page);
  });

  const [stored] = await stack.database.rows<{ id: string; merchantId: string }>(
    'SELECT id, "merchantId" FROM "User" JOIN "Member" ON "userId" = id WHERE email = $1',
    [user.email],
  );
  const metadata = [...NOTES, ["merchant_id", stored?.merchantId ?? ""]];
  await test.step("reads and approves the consent page", async () => {
    await expect(
      page.getByText(formatMessage(en.consent.message, { partner: PARTNER, business: user.business })),
    ).toBeVisible();
    for (const [key, value] of metadata) {
      await expect(page.locator("dl > div", { hasText: key }).locator("dd")).toHaveText(String(value));
    }
    await chooseAccount(page, { account: "Mikko Korhonen" });
    await approve(page, { account: "Mikko Korhonen" });
  });

  const receiptheroId = await seeConnected(page);
  await expect(page.getByRole("status")).toContainText(en.connection.notice.connected.title);
  await expect(page.getByText("4711 Ääkköset")).toBeVisible();
  await expect(page.getByText("plain data")).toBeVisible();

  await test.step("the connection is stored, its token sealed", async () => {
    const { connections, tokenRequests } = await stack.sandbox.state();
    expect(tokenRequests).toBe(1);
    expect(connections).toMatchObject([{ receipthero_id: receiptheroId, status: "active", scopes: ["receipt:read"] }]);
    const token = connections[0]?.access_token ?? "none";

    const [row, ...others] = await connectionsOf(stack, user);
    expect(others).toEqual([]);
    expect(row).toMatchObject({
      receiptheroId,
      merchantId: stored?.merchantId,
      label: "Torikatu",
      scopes: ["receipt:read"],
      status: "ACTIVE",
    });
    expect(Object.entries(row?.partnerMetadata ?? {}).sort()).toEqual([...metadata].sort());
    expect(Object.entries(connections[0]?.partner_metadata ?? {}).sort()).toEqual([...metadata].sort());
    expect(row?.sealedToken).toMatch(/^v1\.k1\./);
    expect(row?.sealedToken).not.toContain(token);
    expect(row?.sealedToken).not.toContain(token.split(".")[1]);
    expect(await requestsOf(stack, user)).toMatchObject([{ outcome: "connected" }]);
    expect(await auditActionsOf(stack, user)).toEqual(["merchant.created", "connection.connected"]);
  });

  await page.getByRole("link", { name: en.app.back }).click();
  await expect(page.getByRole("listitem").filter({ hasText: "Torikatu" })).toContainText(en.health.word.healthy);
});

test("signing out ends the session, and its old cookie opens nothing", async ({ page, stack }) => {
  const user = await signUp(page, stack);
  const before = await page.context().cookies();
  expect(await sessionCountOf(stack, user)).toBe(1);

  await signOut(page);
  expect(await sessionCountOf(stack, user)).toBe(0);
  await page.context().addCookies(before);
  await page.goto("/connections");
  await page.waitForURL("/sign-in?returnTo=%2Fconnections");
});

test("the same way works without JavaScript", async ({ openBrowser, stack }) => {
  const page = await openBrowser({ javaScriptEnabled: false });
  const user = await signUp(page, stack);
  await page.getByRole("link", { name: en.connections.connect }).click();
  await fillConnectForm(page, { label: "Ilman skriptejä", notes: NOTES });

  await test.step("a note can be taken away again", async () => {
    await page.getByRole("button", { name: en.connect.add }).click();
    await page.getByRole("button", { name: formatMessage(en.connect.remove, { number: "3" }) }).click();
    await expect(page.getByLabel(formatMessage(en.connect.keyOf, { number: "3" }))).toHaveCount(0);
  });

  await continueToReceiptHero(page);
  await approve(page);
  const receiptheroId = await seeConnected(page);
  const rows = await connectionsOf(stack, user);
  expect(rows).toMatchObject([{ receiptheroId, label: "Ilman skriptejä" }]);
  expect(Object.entries(rows[0]?.partnerMetadata ?? {})).toEqual(expect.arrayContaining(NOTES));

  await signOut(page);
  expect(await sessionCountOf(stack, user)).toBe(0);
});
