import type { Page } from "@playwright/test";
import { checkAccessibility } from "../fixtures/accessibility.ts";
import { connectMany } from "../fixtures/bulk-disconnect.ts";
import { connect, disconnect } from "../fixtures/connect-over-http.ts";
import { en } from "../fixtures/messages.ts";
import { letProofsLapse } from "../fixtures/proofs.ts";
import { sendForm } from "../fixtures/raw-form-post.ts";
import { newUser, signInAsAdmin, signUpDirectly } from "../fixtures/sign-in.ts";
import { expect, test } from "../fixtures/test.ts";

/** As long as they may be, without a place to break. */
const LONG_LABEL = "Ä".repeat(60);
const LONG_BUSINESS = "Rakennusliike Hämäläinen & Pojat, Pohjois-Karjalan aluetoimisto";

// The pages of the partner's staff. axe finds nothing serious on any of them.

/** Has a page ask who uses the session, by pressing a button on it, and checks the page. */
async function checkProof(page: Page, path: string, button: string, confirmation?: string): Promise<void> {
  await page.goto(path);
  if (confirmation) await page.getByRole("textbox").fill(confirmation);
  await page.getByRole("button", { name: button, exact: true }).click();
  await expect(page.getByRole("heading", { name: en.proof.title })).toBeVisible();
  await checkAccessibility(page);
}

test("a user is accessible, and the proof before their role changes", async ({ page, openContext, stack }) => {
  const user = await signUpDirectly(await openContext(), stack, newUser(LONG_BUSINESS));
  const { id } = await stack.database.row<{ id: string }>(
    `INSERT INTO "Account" ("userId", type, provider, "providerAccountId")
     SELECT id, 'oidc', $2, id::text FROM "User" WHERE email = $1 RETURNING "userId" AS id`,
    [user.email, `https://login.example.com/${"x".repeat(120)}`],
  );
  const admin = await signInAsAdmin(page, stack);
  await page.goto(`/admin/users/${id}`);
  await checkAccessibility(page);
  await letProofsLapse(stack, admin);
  await checkProof(page, `/admin/users/${id}/role`, en.admin.users.change.submit);
});

test("a bulk disconnect is accessible, and the proof before it", async ({ page, stack }) => {
  const admin = await signInAsAdmin(page, stack);
  const [first] = await connectMany(stack, LONG_BUSINESS, 1);
  await letProofsLapse(stack, admin);
  await checkProof(
    page,
    `/admin/bulk-disconnects/new?ids=${first}`,
    en.admin.bulkDisconnect.new.submit,
    "disconnect 1",
  );
  const order = await stack.database.row<{ id: string }>(
    `INSERT INTO "BulkDisconnect" ("startedById", state) VALUES (gen_random_uuid(), 'PAUSED') RETURNING id`,
  );
  await page.goto(`/admin/bulk-disconnects/${order.id}`);
  await checkAccessibility(page);
});

test("marking a connection as disconnected is accessible, and its certificate", async ({
  page,
  openContext,
  stack,
}) => {
  const merchant = await openContext();
  await signUpDirectly(merchant, stack, newUser(LONG_BUSINESS));
  const receiptheroId = await connect(merchant, { label: LONG_LABEL });
  await stack.sandbox.setFault("revoke", "503");
  await disconnect(merchant, receiptheroId);
  await stack.database.rows(`UPDATE graphile_worker._private_jobs SET attempts = max_attempts WHERE key = $1`, [
    `disconnect:${receiptheroId}`,
  ]);
  await signInAsAdmin(page, stack);
  await page.goto(`/admin/connections/${receiptheroId}/mark-as-disconnected`);
  await checkAccessibility(page);
  await sendForm(page, `/admin/connections/${receiptheroId}/mark-as-disconnected`, {
    confirmation: receiptheroId.slice(-8),
  });
  await page.goto(`/admin/connections/${receiptheroId}/certificate`);
  await expect(page.getByText(en.admin.certificate.answers.unconfirmed)).toBeVisible();
  await checkAccessibility(page);
});

test("the list of connections is accessible with one that waits for ReceiptHero", async ({
  page,
  openContext,
  stack,
}) => {
  const merchant = await openContext();
  await signUpDirectly(merchant, stack, newUser(LONG_BUSINESS));
  const receiptheroId = await connect(merchant, { label: LONG_LABEL });
  await stack.sandbox.setFault("revoke", "503");
  await disconnect(merchant, receiptheroId);
  await signInAsAdmin(page, stack);
  await page.goto("/admin/connections");
  await expect(page.getByRole("button", { name: en.admin.connections.retry }).first()).toBeVisible();
  await expect(page.getByRole("cell", { name: LONG_LABEL, exact: true })).toBeVisible();
  await checkAccessibility(page);
});

test("a list whose cells a phone stacks is still a table for a screen reader", async ({ page, stack }) => {
  await signInAsAdmin(page, stack);
  await page.setViewportSize({ width: 390, height: 900 });
  await page.goto("/admin/users");
  await expect(page.getByRole("table")).toBeVisible();
  // The browser's own tree: Playwright's roles come from the elements, whatever their style is.
  const browser = await page.context().newCDPSession(page);
  const { nodes } = await browser.send("Accessibility.getFullAXTree");
  const count = (role: string) => nodes.filter((node) => !node.ignored && node.role?.value === role).length;
  const parts = ["table", "rowgroup", "row", "columnheader", "cell"].map((role) => [role, count(role)]);
  expect(Object.fromEntries(parts)).toEqual({ table: 1, rowgroup: 2, row: 2, columnheader: 2, cell: 2 });
});
