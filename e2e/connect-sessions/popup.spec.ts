import type { BrowserContext } from "@playwright/test";
import { approve } from "../fixtures/connect-by-hand.ts";
import { answerVisit, connect } from "../fixtures/connect-over-http.ts";
import {
  addPartner,
  authorizeSession,
  CUSTOMER,
  connectBySession,
  newestSession,
  openPopup,
  outcomeOn,
  preparePartnerSite,
  returnedTo,
  startSession,
  titleOf,
} from "../fixtures/connect-sessions.ts";
import { connectionsOf, sessionCountOf } from "../fixtures/db-queries.ts";
import { en } from "../fixtures/messages.ts";
import { signUpDirectly } from "../fixtures/sign-in.ts";
import type { Stack } from "../fixtures/stack.ts";
import { expect, test } from "../fixtures/test.ts";

// Connect sessions in a popup of the partner's page (public/connect.js).

const texts = en.connectSession;

test("a customer reconnects and manages in popups, and the partner's page hears of it", async ({ page, stack }) => {
  const partner = await addPartner(stack);
  const receipthero_id = await connectBySession(page, partner, { label: "Turku" });
  for (const [purpose, status] of [
    ["reconnect", "connected"],
    ["manage", "removed"],
  ] as const) {
    stack.partnerSite.ask(stack.app.url, partner.key, { purpose, ...CUSTOMER, receipthero_id });
    await page.goto(stack.partnerSite.url);
    const popup = await openPopup(page);
    await expect(popup.getByRole("heading", { level: 1 })).toHaveText(titleOf(purpose, "Turku"));
    await popup.getByRole("button", { name: texts.submit }).click();
    const closed = popup.waitForEvent("close");
    if (purpose === "reconnect") await approve(popup, { update: true });
    else await popup.getByRole("button", { name: "Remove the connection" }).click();
    await closed;
    expect(await outcomeOn(page)).toEqual({ session_id: newestSession(stack).id, status, receipthero_id });
  }
});

test("two sessions in two popups at once end each for its own customer", async ({ page, context, stack }) => {
  const partner = await preparePartnerSite(stack, { external_id: "one", business_name: "One Oy" });
  const pages = [page, await context.newPage()];
  const popups = [];
  for (const [index, one] of pages.entries()) {
    const external_id = ["one", "two"][index];
    stack.partnerSite.ask(stack.app.url, partner.key, { purpose: "connect", external_id, business_name: "Firma" });
    await one.goto(stack.partnerSite.url);
    const popup = await openPopup(one);
    await popup.getByRole("button", { name: texts.submit }).click();
    await popup.getByRole("button", { name: "Approve" }).waitFor();
    popups.push({ one, popup, session: newestSession(stack) });
  }
  for (const { one, popup, session } of popups.toReversed()) {
    const closed = popup.waitForEvent("close");
    await approve(popup);
    await closed;
    expect(await outcomeOn(one)).toMatchObject({ session_id: session.id, status: "connected" });
  }
  const [first, second] = await Promise.all(popups.map(({ session }) => partner.see(session)));
  expect(first).toMatchObject({ status: "connected", merchant: { external_id: "one" } });
  expect(second).toMatchObject({ status: "connected", merchant: { external_id: "two" } });
  expect(first?.receipthero_id).not.toBe(second?.receipthero_id);
});

test("a popup that is closed by hand tells the partner's page nothing for certain", async ({ page, stack }) => {
  const partner = await preparePartnerSite(stack);
  await page.goto(stack.partnerSite.url);
  const popup = await openPopup(page);
  await popup.getByRole("heading", { level: 1 }).waitFor();
  await popup.close();
  expect(await outcomeOn(page)).toEqual({ status: "unknown" });
  expect(await partner.see(newestSession(stack))).toMatchObject({ status: "opened" });
});

test("a popup in which the customer declines closes, and so does one that came too late", async ({ page, stack }) => {
  await preparePartnerSite(stack, { state: "cart 7" });
  await page.goto(stack.partnerSite.url);
  const popup = await openPopup(page);
  await popup.getByRole("button", { name: texts.submit }).click();
  const closed = popup.waitForEvent("close");
  await popup.getByRole("button", { name: "Deny" }).click();
  await closed;
  const { id: session_id } = newestSession(stack);
  const declined = { session_id, status: "cancelled", reason: "access_denied", state: "cart 7" };
  expect(await outcomeOn(page)).toEqual(declined);

  await page.reload();
  const late = await openPopup(page);
  await late.getByRole("heading", { level: 1 }).waitFor();
  const { id } = newestSession(stack);
  await stack.database.rows(`UPDATE "ConnectSession" SET "expiresAt" = now() WHERE id = $1`, [id]);
  const gone = late.waitForEvent("close");
  await late.getByRole("button", { name: texts.submit }).click();
  await gone;
  expect(await outcomeOn(page)).toEqual({ session_id: id, status: "failed", reason: "expired", state: "cart 7" });
});

test("a popup that ReceiptHero's page has cut off goes to the partner's page itself", async ({
  page,
  context,
  stack,
}) => {
  const partner = await preparePartnerSite(stack);
  await cutOff(context, stack);
  await page.goto(stack.partnerSite.url);
  const popup = await openPopup(page);
  await popup.getByRole("button", { name: texts.submit }).click();
  await popup.getByRole("button", { name: "Approve" }).waitFor();
  // The partner's page takes it for closed, and asks its own server.
  expect(await outcomeOn(page)).toEqual({ status: "unknown" });
  expect(await partner.see(newestSession(stack))).toMatchObject({ status: "opened" });
  await approve(popup);
  expect(await returnedTo(popup, stack)).toMatchObject({ session_id: newestSession(stack).id, status: "connected" });
  expect(await partner.see(newestSession(stack))).toMatchObject({ status: "connected" });
});

test("a form that is sent before its script has loaded keeps the popup and its opener together", async ({
  page,
  context,
  stack,
}) => {
  await preparePartnerSite(stack);
  await page.goto(stack.partnerSite.url);
  // The page's scripts come only after the button was pressed.
  let release = () => {};
  const pressed = new Promise<void>((resolve) => {
    release = resolve;
  });
  await context.route(`${stack.app.url}/_next/static/**/*.js`, async (route) => {
    await pressed;
    await route.continue().catch(() => {});
  });
  const popup = await openPopup(page);
  await popup.getByRole("button", { name: texts.submit }).click({ noWaitAfter: true });
  await popup.waitForURL((url) => url.pathname === "/leaving" || url.origin !== stack.app.url, { waitUntil: "commit" });
  release();
  await popup.getByRole("button", { name: "Approve" }).waitFor();
  const closed = popup.waitForEvent("close");
  await approve(popup);
  await closed;
  expect(await outcomeOn(page)).toMatchObject({ session_id: newestSession(stack).id, status: "connected" });
});

test("a page of another origin hears nothing of a popup that it opened", async ({ page, stack }) => {
  const partner = await addPartner(stack);
  const session = await partner.create();
  const thief = "http://127.0.0.1:9/";
  const body = `<!doctype html><title>Thief</title><output></output><button>open</button><script>
    addEventListener("message", ({ data }) => { document.querySelector("output").textContent += JSON.stringify(data); });
    document.querySelector("button").onclick = () => window.open("${session.url}&window=popup", "_blank", "popup");
  </script>`;
  await page.route(thief, (route) => route.fulfill({ contentType: "text/html", body }));
  await page.goto(thief);
  const [popup] = await Promise.all([page.waitForEvent("popup"), page.getByRole("button", { name: "open" }).click()]);
  await popup.getByRole("button", { name: texts.submit }).click();
  const closed = popup.waitForEvent("close");
  await approve(popup);
  await closed;
  expect(await partner.see(session)).toMatchObject({ status: "connected" });
  await expect(page.locator("output")).toBeEmpty();
});

test("a browser in which a merchant is signed in connects the partner's customer, and the merchant notices nothing", async ({
  page,
  stack,
}) => {
  const user = await signUpDirectly(page, stack);
  const own = await connect(page, { label: "Own" });
  const partner = await preparePartnerSite(stack);
  const [before] = await connectionsOf(stack, user);
  await page.goto(stack.partnerSite.url);
  const popup = await openPopup(page);
  await popup.getByRole("button", { name: texts.submit }).click();
  const closed = popup.waitForEvent("close");
  await approve(popup, { account: "Mikko Korhonen" });
  await closed;
  const { receipthero_id, ...seen } = await partner.see(newestSession(stack));
  expect(seen).toMatchObject({ status: "connected", merchant: { external_id: CUSTOMER.external_id } });
  expect(receipthero_id).not.toBe(own);
  expect(await connectionsOf(stack, user)).toEqual([before]);
  expect(await sessionCountOf(stack, user)).toBe(1);
  expect((await page.request.get(`/connections/${own}`)).status()).toBe(200);
  expect((await page.request.get(`/connections/${receipthero_id}`)).status()).toBe(404);
  const events = await stack.database.rows(`SELECT "actorType" FROM "AuditEvent" WHERE "receiptheroId" = $1`, [
    receipthero_id,
  ]);
  expect(events).toEqual([{ actorType: "CONNECT_SESSION" }]);
});

test("the script is small, and the partner's pages may load it", async ({ stack }) => {
  const response = await fetch(`${stack.app.url}/connect.js`);
  expect(response.status).toBe(200);
  expect(response.headers.get("cross-origin-resource-policy")).toBe("cross-origin");
  expect(response.headers.get("content-type")).toContain("javascript");
  expect(Buffer.byteLength(await response.text())).toBeLessThanOrEqual(3 * 1024);
});

test("every answer on the way of a popup leaves it to its opener, is kept by no cache, and names its URL to nobody", async ({
  context,
  stack,
}) => {
  const partner = await addPartner(stack);
  const { session, callback } = await authorizeSession(context, partner);
  const answers = async (urls: string[]) => {
    for (const url of urls) {
      const response = await context.request.get(url, { maxRedirects: 0 });
      const { "cross-origin-opener-policy": policy, "referrer-policy": referrer } = response.headers();
      expect(policy, url).toBe("unsafe-none");
      expect(referrer, url).toBe(/\/connect\/./.test(url) ? "same-origin" : "no-referrer");
      const caching = response.headers()["cache-control"] ?? "";
      if (response.status() !== 308) expect(caching, url).toContain("no-store");
    }
  };
  const page = `${stack.app.url}/connect/${session.id}`;
  await answers([session.url, page, `${callback.origin}${callback.pathname}/?state=s&code=c`, callback.href, page]);
  const { receipthero_id } = await partner.see(session);
  const visit = await startSession(context, partner, { purpose: "manage", receipthero_id });
  const back = await answerVisit(visit.address, "cancelled");
  await answers([back.href.replace("?", "/?"), back.href, `${stack.app.url}/connect/${visit.session.id}`]);
});

/** Gives the sandbox's pages a policy that cuts a popup off from its opener. */
async function cutOff(context: BrowserContext, stack: Stack): Promise<void> {
  await context.route(`${stack.sandbox.pages}/**`, async (route) => {
    const response = await route.fetch({ maxRedirects: 0 });
    await route.fulfill({ response, headers: { ...response.headers(), "cross-origin-opener-policy": "same-origin" } });
  });
}
