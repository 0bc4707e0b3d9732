import type { Page } from "@playwright/test";
import { type FailureReason, failureReasons } from "../../lib/errors.ts";
import { EMAIL_CHANGE_MINUTES, INVITATION_DAYS } from "../../lib/lifetimes.ts";
import { checkAccessibility, checkWords } from "../fixtures/accessibility.ts";
import {
  askForLink,
  connect,
  enter,
  enterAsAdmin,
  fillConnectForm,
  newestCode,
  newestLink,
  newUser,
  signIn,
} from "../fixtures/actions.ts";
import { connectMany } from "../fixtures/bulk.ts";
import { disconnect, seeDisconnecting } from "../fixtures/disconnecting.ts";
import { returnAddress, seeUnmatched, visitMembership } from "../fixtures/membership.ts";
import { en, words } from "../fixtures/messages.ts";
import { letProofsLapse } from "../fixtures/proofs.ts";
import { ADMIN, type Stack } from "../fixtures/stack.ts";
import { expect, test } from "../fixtures/test.ts";

/** As long as allowed, without a place to break the line. */
const LONG_LABEL = "Ä".repeat(60);
const LONG_NOTE: [string, string] = ["k".repeat(40), "W".repeat(300)];
const LONG_BUSINESS = "Rakennusliike Hämäläinen & Pojat, Pohjois-Karjalan aluetoimisto";
const LONG_RECEIPT_ID = "r".repeat(255);
/** In the order of the steps that use them. The longest text is among them. */
const OUTCOMES_THAT_DIFFER: FailureReason[] = ["owned_by_another", "signed_out", "state_used"];

test("the sign-in page, empty and with an error", async ({ page }) => {
  await page.goto("/sign-in");
  await checkAccessibility(page);

  await page.getByLabel(en.signIn.email).fill("no address");
  await page.locator("form").evaluate((form: HTMLFormElement) => form.setAttribute("novalidate", ""));
  await page.getByRole("button", { name: en.signIn.submit }).click();
  await expect(page.getByText(en.validation.email)).toBeVisible();
  await checkAccessibility(page);
});

for (const error of ["Verification", "AccessDenied", "Configuration", "account_disabled"]) {
  test(`the page of a sign-in that failed: ${error}`, async ({ page }) => {
    await page.goto(`/sign-in/error?error=${error}`);
    await checkAccessibility(page);
  });
}

test("the pages of a first sign-in", async ({ page, stack }) => {
  const { email } = newUser();
  await askForLink(page, email);
  await checkAccessibility(page);
  await page.goto(await newestLink(stack, email));
  await checkAccessibility(page);
  await page.getByRole("button", { name: en.signIn.confirm.button }).click();
  await page.waitForURL("/welcome");
  await checkAccessibility(page);
});

test("a sign-in by code: a wrong one, and one that was tried too often", async ({ page, stack }) => {
  const { email } = newUser();
  await askForLink(page, email);
  const { code, submit } = en.signIn.checkMail;
  const right = await newestCode(stack, email);
  await page.getByLabel(code).fill(right === "000000" ? "000001" : "000000");
  await page.getByRole("button", { name: submit }).click();
  await expect(page.getByText(en.validation.code_wrong)).toBeVisible();
  await checkAccessibility(page);
  await stack.database.rows(`UPDATE "MailedCode" SET attempts = 5`);
  await page.reload();
  await expect(page.getByLabel(code)).toHaveCount(0);
  await checkAccessibility(page);
});

test("a sign-in link while another user is signed in", async ({ page, stack }) => {
  const { email } = newUser();
  await askForLink(page, email);
  await page.goto(await newestLink(stack, email));
  await page.waitForURL("/sign-in/confirm");
  const self = await enter(page, stack);
  await page.reload();
  await expect(page.getByRole("link", { name: words(en.signIn.confirm.stay, { self: self.email }) })).toBeVisible();
  await checkAccessibility(page);
});

/** Presses a button that asks for a proof, and checks the page. */
async function checkProof(page: Page, path: string, button: string, confirmation?: string): Promise<void> {
  await page.goto(path);
  if (confirmation) await page.getByRole("textbox").fill(confirmation);
  await page.getByRole("button", { name: button, exact: true }).click();
  await expect(page.getByRole("heading", { name: en.proof.title })).toBeVisible();
  await checkAccessibility(page);
}

test("the proof before an address changes and before an account is deleted", async ({ page, stack }) => {
  const user = await enter(page, stack, newUser(LONG_BUSINESS));
  await letProofsLapse(stack, user);
  await page.goto("/settings");
  await page.getByLabel(en.settings.email.email).fill(newUser().email);
  await page.getByRole("region", { name: en.settings.email.title }).getByRole("button").click();
  await expect(page.getByRole("heading", { name: en.proof.title })).toBeVisible();
  await checkAccessibility(page);
  await checkProof(page, "/settings/delete", en.settings.delete.submit, user.business);
});

test("a download before the proof and after it", async ({ page, stack }) => {
  const user = await enter(page, stack);
  await letProofsLapse(stack, user);
  const path = `/download?${new URLSearchParams({ to: "/api/account/export" })}`;
  await checkProof(page, path, en.download.submit);
  await stack.database.rows(`UPDATE "Session" SET "provenAt" = now()`);
  await page.goto(path);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(en.download.readyTitle);
  await checkAccessibility(page);
  await page.goto("/download");
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(en.download.nothingTitle);
  await checkWords(page);
});

test("undoing a change of address, and the page afterwards", async ({ page, openBrowser, stack }) => {
  const user = await enter(page, stack);
  const changed = newUser();
  await page.goto("/settings");
  await page.getByLabel(en.settings.email.email).fill(changed.email);
  await page.getByRole("button", { name: en.settings.email.submit }).click();
  await expect(page.getByText(words(en.settings.saved.requested, { minutes: EMAIL_CHANGE_MINUTES }))).toBeVisible();
  await page.goto(await newestLink(stack, changed.email));
  await page.getByRole("button", { name: en.settings.email.confirm.submit }).click();
  await page.waitForURL(/saved=email/);
  const owner = await openBrowser();
  await owner.goto(await newestLink(stack, user.email));
  await expect(owner.getByRole("heading", { level: 1 })).toHaveText(en.undoEmail.title);
  await checkAccessibility(owner);
  await owner.getByRole("button", { name: en.undoEmail.submit }).click();
  await expect(owner.getByRole("heading", { level: 1 })).toHaveText(en.undoEmail.doneTitle);
  await checkAccessibility(owner);
});

test("a user, and the proof before their role changes", async ({ page, openBrowser, stack }) => {
  const user = await enter(await openBrowser(), stack, newUser(LONG_BUSINESS));
  const { id } = await stack.database.row<{ id: string }>(
    `INSERT INTO "Account" ("userId", type, provider, "providerAccountId")
     SELECT id, 'oidc', $2, id::text FROM "User" WHERE email = $1 RETURNING "userId" AS id`,
    [user.email, `https://login.example.com/${"x".repeat(120)}`],
  );
  const admin = await enterAsAdmin(page, stack);
  await page.goto(`/admin/users/${id}`);
  await checkAccessibility(page);
  await letProofsLapse(stack, admin);
  await checkProof(page, `/admin/users/${id}/role`, en.admin.users.change.submit);
});

test("the proof before a bulk disconnect, and its page", async ({ page, stack }) => {
  const admin = await enterAsAdmin(page, stack);
  const [first] = await connectMany(stack, LONG_BUSINESS, 1);
  await letProofsLapse(stack, admin);
  await checkProof(page, `/admin/bulk/new?ids=${first}`, en.admin.bulk.new.submit, "disconnect 1");
  const bulk = await stack.database.row<{ id: string }>(
    `INSERT INTO "BulkDisconnect" ("startedById", state) VALUES (gen_random_uuid(), 'PAUSED') RETURNING id`,
  );
  await page.goto(`/admin/bulk/${bulk.id}`);
  await checkAccessibility(page);
});

test("treating a connection as ended, and its certificate", async ({ page, openBrowser, stack }) => {
  await enter(page, stack, newUser(LONG_BUSINESS));
  const receiptheroId = await connect(page, { label: LONG_LABEL });
  await stack.sandbox.setFault("revoke", "503");
  await disconnect(page, receiptheroId);
  await seeDisconnecting(page, receiptheroId, LONG_LABEL);
  await stack.database.rows(`UPDATE graphile_worker._private_jobs SET attempts = max_attempts WHERE key = $1`, [
    `disconnect:${receiptheroId}`,
  ]);
  const admin = await openBrowser();
  await enterAsAdmin(admin, stack);
  await admin.goto(`/admin/connections/${receiptheroId}/mark-as-disconnected`);
  await checkAccessibility(admin);
  await admin.getByRole("textbox").fill(receiptheroId.slice(-8));
  await admin.getByRole("button", { name: en.admin.connection.markAsDisconnected.submit }).click();
  await admin.waitForURL(`/admin/connections/${receiptheroId}`);
  await admin.goto(`/admin/connections/${receiptheroId}/certificate`);
  await expect(admin.getByText(en.admin.certificate.answers.unconfirmed)).toBeVisible();
  await checkAccessibility(admin);
});

test("a connection that was granted to another business", async ({ page, stack }) => {
  await enter(page, stack, newUser(LONG_BUSINESS));
  const receiptheroId = await connect(page, { label: LONG_LABEL });
  await stack.database.rows(
    `UPDATE "Connection" SET "unauthorizedSince" = now(), "unauthorizedReason" = 'granted_elsewhere'
      WHERE "receiptheroId" = $1`,
    [receiptheroId],
  );
  await page.goto(`/connections/${receiptheroId}`);
  await expect(page.getByText(en.health.why.unauthorized.merchant.granted_elsewhere)).toBeVisible();
  await checkAccessibility(page);
});

test("a form that the server no longer knows, and a post that it refuses", async ({ page, stack }) => {
  await page.route("**/*", (route, request) => {
    const headers = request.headers();
    return "next-action" in headers
      ? route.continue({ headers: { ...headers, "next-action": `40${"0".repeat(40)}` } })
      : route.fallback();
  });
  await page.goto("/sign-in");
  await page.getByLabel(en.signIn.email).fill(newUser().email);
  await page.getByRole("button", { name: en.signIn.submit }).click();
  await expect(page.getByRole("button", { name: en.errors.reload })).toBeVisible();
  await checkAccessibility(page);
  const body = new URLSearchParams({ email: "x".repeat(70_000) });
  const refused = await fetch(`${stack.app.url}/sign-in`, { method: "POST", headers: { Accept: "text/html" }, body });
  expect(refused.status).toBe(413);
  await page.setContent(await refused.text());
  await checkAccessibility(page);
});

test("the empty list and the connect form", async ({ page, stack }) => {
  await enter(page, stack, newUser(LONG_BUSINESS));
  await page.goto("/connections");
  await checkAccessibility(page);

  await page.goto("/connections/new");
  await checkAccessibility(page);
  await fillConnectForm(page, { label: "", notes: [["merchant_id", "v"]] });
  await page.getByRole("button", { name: en.connect.submit }).click();
  await expect(page.getByText(en.validation.reservedKey)).toBeVisible();
  await checkAccessibility(page);
});

test("a connection, active and disconnected, and its list", async ({ page, stack }) => {
  await enter(page, stack, newUser(LONG_BUSINESS));
  const receiptheroId = await connect(page, { label: LONG_LABEL, notes: [LONG_NOTE] });
  await checkAccessibility(page);
  await page.goto("/connections");
  await checkAccessibility(page);
  await stack.database.rows(
    `UPDATE "Connection" SET status = 'DISCONNECTED', "sealedToken" = NULL, "disconnectedAt" = now() WHERE "receiptheroId" = $1`,
    [receiptheroId],
  );
  await page.goto(`/connections/${receiptheroId}`);
  await expect(page.getByText(en.connection.notice.disconnected.title)).toBeVisible();
  await checkAccessibility(page);
});

test("the admin's pages", async ({ page, openBrowser, stack }) => {
  const merchant = await openBrowser();
  await enter(merchant, stack);
  await connect(merchant, { label: LONG_LABEL });
  await page.goto("/admin/connections");
  await signIn(page, stack, ADMIN);
  await expect(page.getByText(LONG_LABEL).first()).toBeVisible();
  await checkAccessibility(page);
});

test("a connection after its membership view", async ({ page, stack }) => {
  await enter(page, stack, newUser(LONG_BUSINESS));
  const receiptheroId = await connect(page, { label: LONG_LABEL, notes: [LONG_NOTE] });
  await visitMembership(page, receiptheroId, "modified");
  await checkAccessibility(page);
  await page.getByLabel(en.connect.label).fill(" ");
  await page.getByRole("button", { name: en.connect.save }).click();
  await expect(page.getByText(en.validation.required)).toBeVisible();
  await checkAccessibility(page);
  await page.goto(returnAddress(stack, receiptheroId, "modified"));
  await seeUnmatched(page);
  await checkAccessibility(page);
});

test("the pages of disconnecting", async ({ page, openBrowser, stack }) => {
  await enter(page, stack, newUser(LONG_BUSINESS));
  const receiptheroId = await connect(page, { label: LONG_LABEL, notes: [LONG_NOTE] });
  await page.goto(`/connections/${receiptheroId}/disconnect`);
  await checkAccessibility(page);
  await stack.sandbox.setFault("revoke", "503");
  await disconnect(page, receiptheroId);
  await seeDisconnecting(page, receiptheroId, LONG_LABEL);
  await page.goto(`/connections/${receiptheroId}`);
  await checkAccessibility(page);
  await page.getByRole("link", { name: en.connection.reconnect }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(en.connect.againTitle);
  await checkAccessibility(page);
  const admin = await openBrowser();
  await enterAsAdmin(admin, stack);
  await admin.goto("/admin/connections");
  await expect(admin.getByRole("button", { name: en.admin.connections.retry }).first()).toBeVisible();
  await checkAccessibility(admin);
});

test("the list of receipts, empty and full, and one that is announced", async ({ page, stack }) => {
  await enter(page, stack);
  const id = await connect(page, { label: LONG_LABEL });
  const path = `/connections/${id}/receipts`;
  await page.goto(path);
  await checkAccessibility(page);
  await announceReceipts(stack, id);
  await page.goto(path);
  await expect(page.getByText(en.receipts.state.announced)).toBeVisible();
  await checkAccessibility(page);
  await page.goto(`${path}/announced`);
  await checkAccessibility(page);
});

test("a receipt, and one that ReceiptHero does not give", async ({ page, stack }) => {
  await enter(page, stack);
  const id = await connect(page, { label: LONG_LABEL });
  await announceReceipts(stack, id);
  await page.goto(`/connections/${id}/receipts/${LONG_RECEIPT_ID}`);
  await expect(page.getByText(en.receipts.page.total)).toBeVisible();
  await checkAccessibility(page);
  await stack.sandbox.setFault("receipts", "503");
  await page.reload();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(en.receipts.problem.receipt_unavailable.title);
  await checkAccessibility(page);
});

/** Announces one receipt and offers another at ReceiptHero, and waits until the application has both. */
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

test("the settings of a business with a connection and an invitation", async ({ page, openBrowser, stack }) => {
  const user = await enter(page, stack, newUser(LONG_BUSINESS));
  await connect(page, { label: LONG_LABEL, notes: [LONG_NOTE] });
  await stack.database.rows(`UPDATE "User" SET name = $1 WHERE email = $2`, [LONG_LABEL, user.email]);
  await signIn(await openBrowser(), stack, user.email);
  await invite(page);
  await page.locator("summary").click();
  await expect(page.getByRole("heading", { name: en.connection.history })).toBeVisible();
  await checkAccessibility(page);
});

test("leaving a business, and deleting it", async ({ page, stack }) => {
  await enter(page, stack, newUser(LONG_BUSINESS));
  await connect(page, { label: LONG_LABEL });
  await page.goto("/settings");
  await page.getByRole("link", { name: en.settings.members.leave, exact: true }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(en.settings.member.lastTitle);
  await checkAccessibility(page);
  await page.goto("/settings/delete");
  await page.getByLabel(en.settings.delete.confirmation).fill("Something else");
  await page.getByRole("button", { name: en.settings.delete.submit }).click();
  await expect(page.getByText(en.validation.confirmation_differs)).toBeVisible();
  await checkAccessibility(page);
});

test("confirming a new address, with its link and without", async ({ page, stack }) => {
  await enter(page, stack);
  await page.goto("/settings/email/confirm");
  await checkAccessibility(page);
  await page.goto("/settings");
  const changed = newUser().email;
  await page.getByLabel(en.settings.email.email).fill(changed);
  await page.getByRole("button", { name: en.settings.email.submit }).click();
  await expect(page.getByText(words(en.settings.saved.requested, { minutes: EMAIL_CHANGE_MINUTES }))).toBeVisible();
  await page.goto(await newestLink(stack, changed));
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(en.settings.email.confirm.title);
  await checkAccessibility(page);
});

test("an invitation, with its link and without, and goodbye", async ({ page, openBrowser, stack }) => {
  await enter(page, stack, newUser(LONG_BUSINESS));
  const invited = await invite(page);
  const member = await openBrowser();
  await member.goto("/invitation");
  await checkAccessibility(member);
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

/**
 * Invites a user with a very long address.
 * @returns the address
 */
async function invite(page: Page): Promise<string> {
  const address = `${"x".repeat(64)}@${"y".repeat(60)}.example.com`;
  await page.goto("/settings#members");
  await page.getByLabel(en.settings.members.email).fill(address);
  await page.getByRole("button", { name: en.settings.members.submit }).click();
  await expect(page.getByText(words(en.settings.saved.invited, { days: INVITATION_DAYS }))).toBeVisible();
  return address;
}

test("the pages of what went wrong", async ({ page, stack }) => {
  await page.goto("/nothing-here");
  await checkAccessibility(page);
  await enter(page, stack);
  await page.goto("/connections/nothing-here");
  await checkAccessibility(page);
  await stack.database.breakDown();
  await page.goto("/connections");
  await stack.database.restore();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(en.errors.title);
  await checkAccessibility(page);
});

for (const reason of failureReasons) {
  test(`the page of the outcome ${reason}`, async ({ page }) => {
    await page.goto(`/outcome/${reason}`);
    await (OUTCOMES_THAT_DIFFER.includes(reason) ? checkAccessibility(page) : checkWords(page));
  });
}

test("an outcome that does not exist is not found", async ({ page }) => {
  const response = await page.goto("/outcome/made_up");
  expect(response?.status()).toBe(404);
});
