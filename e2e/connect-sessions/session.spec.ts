import type { Page } from "@playwright/test";
import { addApiKey, callApi } from "../fixtures/api.ts";
import { en, formatMessage } from "../fixtures/messages.ts";
import { PARTNER, type Stack } from "../fixtures/stack.ts";
import { expect, test } from "../fixtures/test.ts";

// A customer of the partner's own site connects without signing in here.

const CUSTOMER = { external_id: "customer 7", business_name: "Kahvila Aamu Oy" };

/** Lets the partner's site ask for a session. @returns the key with which its server asks */
async function prepare(stack: Stack, session: Record<string, unknown> = {}): Promise<string> {
  const key = await addApiKey(stack, ["connect:write", "connections:read"]);
  stack.partnerSite.ask(stack.app.url, key, { purpose: "connect", ...CUSTOMER, state: "cart 7", ...session });
  return key;
}

/** The session that the partner's site created last, as the API tells it. */
async function newestSession(stack: Stack, key: string) {
  const id = stack.partnerSite.created.at(-1)?.id;
  return (await callApi(stack, `/connect-sessions/${id}`, { key })).json();
}

/** Presses the button of the partner's page. @returns the popup */
async function openPopup(page: Page, stack: Stack): Promise<Page> {
  await page.goto(stack.partnerSite.url);
  const [popup] = await Promise.all([
    page.waitForEvent("popup"),
    page.getByRole("button", { name: "Connect receipts" }).click(),
  ]);
  return popup;
}

const title = (purpose: "connect" | "reconnect" | "manage", label = "Kahvila Aamu Oy") =>
  formatMessage(en.connectSession[purpose].title, { business: "Kahvila Aamu Oy", label, partner: PARTNER });

test("a customer connects in a popup, and the partner's page hears of it", async ({ page, stack }) => {
  const key = await prepare(stack);
  const popup = await openPopup(page, stack);
  await expect(popup.getByRole("heading", { level: 1 })).toHaveText(title("connect"));
  expect((await popup.context().cookies()).map(({ name }) => name)).not.toContain("session");
  const closed = popup.waitForEvent("close");
  await popup.getByRole("button", { name: en.connectSession.submit }).click();
  await popup.getByRole("button", { name: "Approve" }).click();
  await closed;
  await expect(page.locator("output")).not.toBeEmpty();
  const outcome = JSON.parse((await page.locator("output").textContent()) ?? "");
  const session = await newestSession(stack, key);
  expect(session).toMatchObject({ status: "connected", merchant: { external_id: CUSTOMER.external_id } });
  const { id, receipthero_id } = session;
  expect(outcome).toEqual({ session_id: id, status: "connected", receipthero_id, state: "cart 7" });
});

test("on a phone a customer connects in the same tab, and comes back to the partner's page", async ({
  openBrowser,
  stack,
}) => {
  const key = await prepare(stack);
  const page = await openBrowser({ viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });
  await page.goto(stack.partnerSite.url);
  await page.getByRole("button", { name: "Connect receipts" }).click();
  await page.getByRole("button", { name: en.connectSession.submit }).click();
  await page.getByRole("button", { name: "Approve" }).click();
  await page.waitForURL(`${stack.partnerSite.url}/return**`);
  const { id, receipthero_id } = await newestSession(stack, key);
  expect(JSON.parse((await page.locator("pre").textContent()) ?? "")).toEqual({
    page: "1",
    session_id: id,
    status: "connected",
    receipthero_id,
    state: "cart 7",
  });
});
