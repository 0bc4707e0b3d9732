import { checkAccessibility, checkWords } from "../fixtures/accessibility.ts";
import { settingsOf } from "../fixtures/business.ts";
import { fillConnectForm } from "../fixtures/connect-by-hand.ts";
import { answerVisit, connect, disconnect, followRedirect, startVisit } from "../fixtures/connect-over-http.ts";
import { openRename } from "../fixtures/connection-page.ts";
import { seeUnmatched } from "../fixtures/membership.ts";
import { en } from "../fixtures/messages.ts";
import { type Client, sendForm } from "../fixtures/raw-form-post.ts";
import { newestLink, newUser, signUpDirectly, startSession } from "../fixtures/sign-in.ts";
import { PARTNER, type Stack } from "../fixtures/stack.ts";
import { expect, test } from "../fixtures/test.ts";

/** As long as they may be, without a place to break. */
const LONG_LABEL = "Ä".repeat(60);
const LONG_NOTE: [string, string] = ["k".repeat(40), "W".repeat(300)];
const LONG_BUSINESS = "Rakennusliike Hämäläinen & Pojat, Pohjois-Karjalan aluetoimisto";
const LONG_RECEIPT_ID = "r".repeat(255);

// The pages of a merchant. axe finds nothing serious on any of them.

test("the empty list and the connect form with an error are accessible", async ({ page, stack }) => {
  await signUpDirectly(page, stack, newUser(LONG_BUSINESS));
  await page.goto("/connections");
  await checkAccessibility(page);

  await page.goto("/connections/new");
  await fillConnectForm(page, { label: "", notes: [["merchant_id", "v"]] });
  await page.getByRole("button", { name: en.connect.submit }).click();
  await expect(page.getByText(en.validation.reservedKey)).toBeVisible();
  await checkAccessibility(page);
});

test("a connection is accessible as its authorization, its visits and its end leave it", async ({ page, stack }) => {
  await signUpDirectly(page, stack, newUser(LONG_BUSINESS));
  const receiptheroId = await connect(page, { label: LONG_LABEL, notes: [LONG_NOTE] });
  const path = `/connections/${receiptheroId}`;
  await page.goto("/connections");
  await checkAccessibility(page);
  await page.goto(`${path}?outcome=connected`);
  await openRename(page);
  await page.getByLabel(en.connect.label).fill(" ");
  await page.getByRole("button", { name: en.connect.save }).click();
  await expect(page.getByText(en.validation.required)).toBeVisible();
  await checkAccessibility(page);

  await page.goto(await followRedirect(page, await answerVisit(await startVisit(page, receiptheroId), "modified")));
  await checkWords(page);
  await page.goto("/connections?visit=unmatched");
  await seeUnmatched(page);
  await checkWords(page);

  await stack.database.rows(
    `UPDATE "Connection" SET "unauthorizedSince" = now(), "unauthorizedReason" = 'granted_elsewhere'`,
  );
  await page.goto(path);
  await expect(page.getByText(en.health.why.unauthorized.merchant.granted_elsewhere)).toBeVisible();
  await checkAccessibility(page);

  await stack.database.rows(
    `UPDATE "Connection" SET status = 'DISCONNECTED', "sealedToken" = NULL, "disconnectedAt" = now(), "unauthorizedSince" = NULL,
            "unauthorizedReason" = NULL`,
  );
  await page.goto(path);
  await expect(page.getByText(en.connection.notice.disconnected.title)).toBeVisible();
  await checkAccessibility(page);
});

test("the pages of disconnecting are accessible", async ({ page, stack }) => {
  await signUpDirectly(page, stack, newUser(LONG_BUSINESS));
  const receiptheroId = await connect(page, { label: LONG_LABEL, notes: [LONG_NOTE] });
  await page.goto(`/connections/${receiptheroId}/disconnect`);
  await checkAccessibility(page);
  await stack.sandbox.setFault("revoke", "503");
  await disconnect(page, receiptheroId);
  await page.goto(`/connections/${receiptheroId}`);
  await expect(page.getByRole("main").getByRole("alert")).toContainText(en.connection.notice.disconnecting.title);
  await checkAccessibility(page);
  await page.getByRole("link", { name: en.connection.reconnect }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(en.connect.againTitle);
  await checkWords(page);
});

test("receipts are accessible: none, announced, ready, and one that ReceiptHero does not give", async ({
  page,
  stack,
}) => {
  await signUpDirectly(page, stack);
  const id = await connect(page, { label: LONG_LABEL });
  const path = `/connections/${id}/receipts`;
  await page.goto(path);
  await checkWords(page);
  await announceReceipts(stack, id);
  await page.goto(path);
  await expect(page.getByText(en.receipts.state.announced)).toBeVisible();
  await checkAccessibility(page);
  await page.goto(`${path}/announced`);
  await checkWords(page);
  await page.goto(`${path}/${LONG_RECEIPT_ID}`);
  await expect(page.getByText(en.receipts.page.total)).toBeVisible();
  await checkAccessibility(page);
  await stack.sandbox.setFault("receipts", "503");
  await page.reload();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(en.receipts.problem.receipt_unavailable.title);
  await checkWords(page);
});

/** Has ReceiptHero announce one receipt and offer another, and waits until the application has both. */
async function announceReceipts(stack: Stack, id: string): Promise<void> {
  for (const [receipt_id, type] of [
    ["announced", "transaction_notification"],
    [LONG_RECEIPT_ID, "receipt_notification"],
  ] as const) {
    await stack.sandbox.notify({ type, receipthero_id: id, receipt_id, merchant_name: "W".repeat(300) });
  }
  await expect
    .poll(() => stack.database.rows(`SELECT 1 FROM "Receipt" WHERE "receiptheroId" = $1`, [id]))
    .toHaveLength(2);
}

test("the settings are accessible with a connection, two sessions and an invitation", async ({
  page,
  openContext,
  stack,
}) => {
  const user = await signUpDirectly(page, stack, newUser(LONG_BUSINESS));
  await connect(page, { label: LONG_LABEL, notes: [LONG_NOTE] });
  await stack.database.rows(`UPDATE "User" SET name = $1 WHERE email = $2`, [LONG_LABEL, user.email]);
  await startSession(await openContext(), stack, user);
  await invite(page);
  await page.goto(await settingsOf(page));
  await expect(page.getByRole("heading", { name: en.connection.history })).toBeVisible();
  await checkAccessibility(page);
  await page.goto("/settings");
  await checkAccessibility(page);
});

test("leaving a business is accessible, and deleting it", async ({ page, stack }) => {
  await signUpDirectly(page, stack, newUser(LONG_BUSINESS));
  await connect(page, { label: LONG_LABEL });
  await page.goto(await settingsOf(page));
  await page.getByRole("link", { name: en.settings.members.change, exact: true }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(en.settings.member.lastTitle);
  await checkAccessibility(page);
  await page.goto("/settings/delete");
  await page.getByLabel(en.settings.delete.confirmation).fill("something@example.com");
  await page.getByRole("button", { name: en.settings.delete.submit }).click();
  await expect(page.getByText(en.validation.address_differs)).toBeVisible();
  await checkAccessibility(page);
});

test("confirming a new address is accessible, with its link and without", async ({ page, stack }) => {
  await signUpDirectly(page, stack);
  await page.goto("/settings/email/confirm");
  await checkWords(page);
  const changed = newUser().email;
  await sendForm(page, "/settings", { email: changed }, en.settings.email.submit);
  await page.goto(await newestLink(stack, changed));
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(en.settings.email.confirm.title);
  await checkAccessibility(page);
});

test("an invitation is accessible, with its link and without, and goodbye", async ({
  page: member,
  openContext,
  stack,
}) => {
  const owner = await openContext();
  await signUpDirectly(owner, stack, newUser(LONG_BUSINESS));
  const invited = await invite(owner);
  await member.goto("/invitation");
  await checkWords(member);
  await member.goto(await newestLink(stack, invited));
  await expect(member.getByRole("button", { name: en.invitation.signInButton })).toBeVisible();
  await checkAccessibility(member);
  for (const why of ["left", "deleted"]) {
    await member.goto(`/goodbye?why=${why}`);
    await checkWords(member);
  }
  await member.goto("/too-many-changes");
  await checkWords(member);
});

/** Invites somebody with a very long address. @returns the address */
async function invite(client: Client): Promise<string> {
  const email = `${"x".repeat(64)}@${"y".repeat(60)}.example.com`;
  await sendForm(client, await settingsOf(client), { email, role: "MEMBER" }, en.settings.members.submit);
  return email;
}

test("a long email leaves the partner's name its room in the header", async ({ page, stack }) => {
  await signUpDirectly(page, stack, { ...newUser(), email: `${"x".repeat(60)}@example.com` });
  await page.setViewportSize({ width: 1440, height: 900 });
  await page.goto("/settings");
  const name = page.getByRole("banner").getByText(PARTNER, { exact: true });
  expect(await name.evaluate(({ scrollWidth, clientWidth }) => scrollWidth - clientWidth)).toBe(0);
});
