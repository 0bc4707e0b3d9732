import { CONNECT_SESSION_MINUTES } from "../../lib/lifetimes.ts";
import { checkAccessibility, checkWords } from "../fixtures/accessibility.ts";
import { callApi } from "../fixtures/api.ts";
import { approve } from "../fixtures/connect-by-hand.ts";
import {
  addPartner,
  CUSTOMER,
  connectBySession,
  openSession,
  returnedTo,
  sessionCookies,
  titleOf,
} from "../fixtures/connect-sessions.ts";
import { tabTo } from "../fixtures/keyboard.ts";
import { en, formatMessage } from "../fixtures/messages.ts";
import { PARTNER } from "../fixtures/stack.ts";
import { expect, test } from "../fixtures/test.ts";

// The pages of connect sessions in a tab of their own.

const texts = en.connectSession;
const words = { business: CUSTOMER.business_name, partner: PARTNER, minutes: CONNECT_SESSION_MINUTES };
const back = formatMessage(texts.back, words);

test("a customer connects by keyboard on a small screen, and each page is accessible", async ({
  openBrowser,
  stack,
}) => {
  const partner = await addPartner(stack);
  const page = await openBrowser({ viewport: { width: 390, height: 844 } });
  const session = await partner.create({
    business_name: "Rakennusliike Hämäläinen & Pojat, Pohjois-Karjalan toimisto",
  });
  await page.goto(session.url);
  await checkAccessibility(page);
  await page.setViewportSize({ width: 390, height: 844 });
  await tabTo(page, page.getByRole("button", { name: texts.submit }));
  await page.keyboard.press("Enter");
  await approve(page);
  const { status } = (await returnedTo(page, stack)) as { status: string };
  expect(status).toBe("connected");
});

test("a customer reconnects in the same tab, and comes back with the same connection", async ({ page, stack }) => {
  const partner = await addPartner(stack);
  const receiptheroId = await connectBySession(page, partner, { label: "Turku" });
  const session = await partner.create({ purpose: "reconnect", receipthero_id: receiptheroId, state: "s" });
  await page.goto(session.url);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(titleOf("reconnect", "Turku"));
  await checkWords(page);
  await page.getByRole("button", { name: texts.submit }).click();
  await approve(page, { update: true });
  const outcome = { session_id: session.id, status: "connected", receipthero_id: receiptheroId, state: "s" };
  expect(await returnedTo(page, stack)).toEqual(outcome);
  expect(await partner.see(session)).toMatchObject({ status: "connected", receipthero_id: receiptheroId });
});

for (const [button, status] of [
  ["Cancel", "cancelled"],
  ["Save changes", "modified"],
  ["Remove the connection", "removed"],
] as const) {
  test(`a customer manages a connection in the same tab: ${status}`, async ({ page, stack }) => {
    const partner = await addPartner(stack);
    const receiptheroId = await connectBySession(page, partner, { label: "Turku" });
    const session = await partner.create({ purpose: "manage", receipthero_id: receiptheroId });
    await page.goto(session.url);
    await expect(page.getByRole("heading", { level: 1 })).toHaveText(titleOf("manage", "Turku"));
    await checkWords(page);
    await page.getByRole("button", { name: texts.submit }).click();
    await page.getByRole("button", { name: button }).click();
    expect(await returnedTo(page, stack)).toEqual({ session_id: session.id, status, receipthero_id: receiptheroId });
    expect(await partner.see(session)).toMatchObject({ status });
    const connection = await callApi(stack, `/connections/${receiptheroId}`, { key: partner.key });
    expect(await connection.json()).toMatchObject({ status: status === "removed" ? "disconnected" : "active" });
  });
}

test("a customer who declines goes back to the partner", async ({ page, stack }) => {
  const partner = await addPartner(stack);
  const session = await partner.create();
  await page.goto(session.url);
  await page.getByRole("button", { name: texts.submit }).click();
  await page.getByRole("button", { name: "Deny" }).click();
  const outcome = { session_id: session.id, status: "cancelled", reason: "access_denied" };
  expect(await returnedTo(page, stack)).toEqual(outcome);
  expect(await partner.see(session)).toMatchObject({ status: "cancelled" });
});

test("going back from ReceiptHero, the button works again", async ({ page, stack }) => {
  const partner = await addPartner(stack);
  const session = await partner.create();
  await page.goto(session.url);
  await page.getByRole("button", { name: texts.submit }).click();
  await page.getByRole("button", { name: "Approve" }).waitFor();
  await page.goBack();
  await page.getByRole("button", { name: texts.submit }).click();
  await approve(page);
  await returnedTo(page, stack);
  expect(await partner.see(session)).toMatchObject({ status: "connected" });
});

test("an expired link says so, and leads to the partner's page for a new one", async ({ page, stack }) => {
  const partner = await addPartner(stack);
  const session = await partner.create({ state: "cart 7" });
  await stack.database.rows(`UPDATE "ConnectSession" SET "expiresAt" = now() WHERE id = $1`, [session.id]);
  await page.goto(session.url);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(texts.end.expired.title);
  await expect(page.getByText(formatMessage(texts.end.expired.body, words))).toBeVisible();
  await expect(page.getByRole("button", { name: texts.submit })).toHaveCount(0);
  await checkAccessibility(page);
  await page.getByRole("link", { name: back }).click();
  const outcome = { session_id: session.id, status: "failed", reason: "expired", state: "cart 7" };
  expect(await returnedTo(page, stack)).toEqual(outcome);
});

test("a link that is opened twice in a browser shows the same page, and after the end how it ended", async ({
  page,
  stack,
}) => {
  const partner = await addPartner(stack);
  const session = await partner.create();
  for (const _ of [1, 2]) {
    await page.goto(session.url);
    await expect(page.getByRole("heading", { level: 1 })).toHaveText(titleOf("connect"));
  }
  const [cookie, ...others] = await sessionCookies(page.context());
  expect(others).toEqual([]);
  await page.getByRole("button", { name: texts.submit }).click();
  await page.getByRole("button", { name: "Approve" }).waitFor();
  // The owner may open the link again while it is under way.
  await page.goto(session.url);
  expect((await sessionCookies(page.context())).map(({ value }) => value)).toEqual([cookie?.value]);
  await page.getByRole("button", { name: texts.submit }).click();
  await approve(page);
  const outcome = await returnedTo(page, stack);
  await page.goto(session.url);
  expect(await returnedTo(page, stack)).toEqual(outcome);
});

test("of two browsers with the link, the one that presses the button second is told", async ({
  page,
  openBrowser,
  stack,
}) => {
  const partner = await addPartner(stack);
  const session = await partner.create();
  const second = await openBrowser();
  for (const one of [page, second]) await one.goto(session.url);
  await page.getByRole("button", { name: texts.submit }).click();
  await page.getByRole("button", { name: "Approve" }).waitFor();
  await second.getByRole("button", { name: texts.submit }).click();
  await expect(second.getByRole("heading", { level: 1 })).toHaveText(texts.end.used.title);
  await checkAccessibility(second);
  await approve(page);
  await returnedTo(page, stack);
  expect(await partner.see(session)).toMatchObject({ status: "connected" });
  await second.reload();
  await second.getByRole("link", { name: back }).click();
  expect(await returnedTo(second, stack)).toEqual({ session_id: session.id, status: "failed", reason: "used" });
});

test("the pages of a session that failed, and of a link that nobody made, are accessible", async ({ page, stack }) => {
  const partner = await addPartner(stack);
  const session = await partner.create();
  await openSession(page, session);
  for (const reason of ["exchange_failed", "owned_by_another"] as const) {
    await stack.database.rows(
      `UPDATE "ConnectSession" SET status = 'failed', reason = $2, "endedAt" = now(), "returnUrl" = NULL WHERE id = $1`,
      [session.id, reason],
    );
    await page.goto(`/connect/${session.id}`);
    const title = texts.end[reason === "owned_by_another" ? reason : "failed"].title;
    await expect(page.getByRole("heading", { level: 1 })).toHaveText(title);
    await expect(page.getByText(formatMessage(texts.code, { code: reason }))).toBeVisible();
    await checkAccessibility(page);
  }
  await page.goto(`/connect?token=${"x".repeat(43)}`);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(texts.unknown.title);
  await checkAccessibility(page);
});

test("a return address of another site is refused, and makes no customer", async ({ stack }) => {
  const { key } = await addPartner(stack);
  for (const return_url of ["https://evil.example/", `https://evil.example/?${stack.partnerSite.url}`]) {
    const response = await callApi(stack, "/connect-sessions", {
      key,
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ purpose: "connect", ...CUSTOMER, return_url }),
    });
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ code: "return_origin_not_allowed" });
  }
  expect(await stack.database.rows(`SELECT 1 FROM "Merchant"`)).toEqual([]);
});

test("a customer connects without JavaScript", async ({ openBrowser, stack }) => {
  const partner = await addPartner(stack);
  const page = await openBrowser({ javaScriptEnabled: false });
  const session = await partner.create({ state: "cart 7" });
  await page.goto(session.url);
  await page.getByRole("button", { name: texts.submit }).click();
  await page.getByRole("button", { name: "Approve" }).click();
  expect(await returnedTo(page, stack)).toMatchObject({ session_id: session.id, status: "connected", state: "cart 7" });
});
