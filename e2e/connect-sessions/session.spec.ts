import {
  CUSTOMER,
  newestSession,
  openPopup,
  outcomeOn,
  preparePartnerSite,
  returnedTo,
  titleOf,
} from "../fixtures/connect-sessions.ts";
import { en } from "../fixtures/messages.ts";
import { expect, test } from "../fixtures/test.ts";

// A customer of the partner's own site connects without signing in here.

test("a customer connects in a popup, and the partner's page hears of it", async ({ page, stack }) => {
  const partner = await preparePartnerSite(stack, { state: "cart 7" });
  await page.goto(stack.partnerSite.url);
  const popup = await openPopup(page);
  await expect(popup.getByRole("heading", { level: 1 })).toHaveText(titleOf("connect"));
  expect((await popup.context().cookies()).map(({ name }) => name)).not.toContain("session");
  const closed = popup.waitForEvent("close");
  await popup.getByRole("button", { name: en.connectSession.submit }).click();
  await popup.getByRole("button", { name: "Approve" }).click();
  await closed;
  const outcome = await outcomeOn(page);
  const { id } = newestSession(stack);
  const session = await partner.see({ id });
  expect(session).toMatchObject({ status: "connected", merchant: { external_id: CUSTOMER.external_id } });
  const { receipthero_id } = session;
  expect(outcome).toEqual({ session_id: id, status: "connected", receipthero_id, state: "cart 7" });
});

test("on a phone a customer connects in the same tab, and comes back to the partner's page", async ({
  openBrowser,
  stack,
}) => {
  const partner = await preparePartnerSite(stack, { state: "cart 7" });
  const page = await openBrowser({ viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });
  await page.goto(stack.partnerSite.url);
  await page.getByRole("button", { name: "Connect receipts" }).click();
  await page.getByRole("button", { name: en.connectSession.submit }).click();
  await page.getByRole("button", { name: "Approve" }).click();
  const returned = await returnedTo(page, stack);
  const { id: session_id } = newestSession(stack);
  const { receipthero_id } = await partner.see({ id: session_id });
  expect(returned).toEqual({ page: "1", session_id, status: "connected", receipthero_id, state: "cart 7" });
});
