import type { Page } from "@playwright/test";
import { checkAccessibility } from "../fixtures/accessibility.ts";
import { connect } from "../fixtures/connect-over-http.ts";
import { auditActionsOf, everythingOf } from "../fixtures/db-queries.ts";
import { onlyConnectionOf, untilDisconnected } from "../fixtures/disconnecting.ts";
import { en, formatMessage } from "../fixtures/messages.ts";
import { newUser, signInAsAdmin, signUpDirectly } from "../fixtures/sign-in.ts";
import { PARTNER } from "../fixtures/stack.ts";
import { expect, test } from "../fixtures/test.ts";

const own = en.admin.connection;

/** Opens the confirmation page and types. */
async function typeToDisconnect(page: Page, receiptheroId: string, typed: string): Promise<void> {
  await page.goto(`/admin/connections/${receiptheroId}/disconnect`);
  await page.getByLabel(formatMessage(own.confirmByName.label, { count: 8 })).fill(typed);
  await page.getByRole("button", { name: en.connection.disconnect }).click({ noWaitAfter: true });
}

test("an admin ends a connection by typing its name, without JavaScript, and prints the certificate", async ({
  page,
  openBrowser,
  openContext,
  stack,
}) => {
  const merchant = await openContext();
  const user = await signUpDirectly(merchant, stack, newUser("Kukkakauppa Kielo"));
  const receiptheroId = await connect(merchant, { label: "Torikatu" });
  const path = `/admin/connections/${receiptheroId}`;
  const admin = await openBrowser({ javaScriptEnabled: false });
  const { email } = await signInAsAdmin(admin, stack);
  for (const address of [`${path}/certificate`, `${path}/certificate.json`]) {
    expect((await admin.request.get(address)).status()).toBe(404);
  }

  await admin.goto(path);
  await admin.getByRole("link", { name: own.disconnect }).click();
  await admin.waitForURL(`${path}/disconnect`);
  const before = await everythingOf(stack, user);
  await typeToDisconnect(admin, receiptheroId, "Tori");
  await expect(admin.getByText(en.validation.confirmation_not_this)).toBeVisible();
  expect(await everythingOf(stack, user)).toEqual(before);
  await typeToDisconnect(admin, receiptheroId, "torikatu");
  await admin.waitForURL(path);
  await expect(admin.getByRole("region", { name: own.state.title })).toContainText(en.health.word.disconnected);
  expect(await onlyConnectionOf(stack, user)).toMatchObject({
    status: "DISCONNECTED",
    disconnectedBy: "ADMIN",
    sealedToken: null,
  });
  await admin.goto(`${path}/disconnect`);
  await admin.waitForURL(path);

  await page.context().addCookies(await admin.context().cookies());
  await page.goto(path);
  await page.getByRole("link", { name: own.certificate }).click();
  const sheet = page.getByRole("article");
  for (const text of [receiptheroId, user.business, email, en.admin.certificate.statement]) {
    await expect(sheet).toContainText(text);
  }
  await expect(sheet).toContainText(formatMessage(en.admin.certificate.way.admin, { partner: PARTNER }));
  await expect(sheet).toContainText(en.admin.certificate.answers.revoked);
  await checkAccessibility(page);
  const pdf = await page.pdf({ preferCSSPageSize: true });
  expect(pdf.subarray(0, 5).toString()).toBe("%PDF-");
  expect(pdf.toString("latin1").match(/\/Type\s*\/Page\b/g)).toHaveLength(1);
  const json = await (await page.request.get(`${path}/certificate.json`)).json();
  expect(json).toMatchObject({ way: "admin", askedBy: { email }, answer: "revoked", tokenKept: false });
});

test("an admin retries an ending that waits for ReceiptHero", async ({ page, openContext, stack }) => {
  const merchant = await openContext();
  const user = await signUpDirectly(merchant, stack);
  const receiptheroId = await connect(merchant);
  const path = `/admin/connections/${receiptheroId}`;
  await signInAsAdmin(page, stack);
  await stack.sandbox.setFault("revoke", "503");
  await typeToDisconnect(page, receiptheroId, receiptheroId.slice(-8));
  await page.waitForURL(path);
  const health = page.getByRole("main").locator("h1 + .badge");
  await expect(health).toHaveText(en.health.word.disconnecting);
  await expect(page.getByRole("region", { name: own.state.title })).toContainText(/status 503/);
  await checkAccessibility(page);

  await stack.sandbox.clearFaults();
  await page.getByRole("button", { name: own.retry }).click();
  await page.waitForURL(`${path}?done=retried`);
  await untilDisconnected(stack, user);
  await page.goto(path);
  await expect(health).toHaveText(en.health.word.disconnected);
  expect(await auditActionsOf(stack, user)).toEqual([
    "connection.connected",
    "connection.disconnecting",
    "connection.retried",
    "connection.disconnected",
  ]);
  await page.goto(`${path}/certificate`);
  await expect(page.getByRole("article").getByRole("listitem")).toHaveCount(3);
});
