import { checkAccessibility } from "../fixtures/accessibility.ts";
import { denyConsent, followRedirect } from "../fixtures/connect-over-http.ts";
import { addPartner, CUSTOMER, connectBySession, startSession } from "../fixtures/connect-sessions.ts";
import { en, formatMessage } from "../fixtures/messages.ts";
import { signInAsAdmin } from "../fixtures/sign-in.ts";
import { goThroughMore } from "../fixtures/staff-nav.ts";
import { expect, test } from "../fixtures/test.ts";

const texts = en.admin.connectSessions;

test("staff see the connect sessions, who created them and how they ended, from the merchant's page and the log, too", async ({
  page,
  openContext,
  stack,
}) => {
  await signInAsAdmin(page, stack);
  await page.goto("/admin");
  await goThroughMore(page, en.admin.nav.connectSessions);
  await expect(page.getByRole("heading", { name: texts.empty.title })).toBeVisible();
  await checkAccessibility(page);

  const partner = await addPartner(stack);
  const customer = await openContext();
  const receiptheroId = await connectBySession(customer, partner, { label: "Turku" });
  const denied = await startSession(customer, partner);
  await followRedirect(customer, await denyConsent(denied.address));
  const long = "Rakennusliike Hämäläinen & Pojat, Pohjois-Karjalan aluetoimisto";
  await partner.create({ external_id: "x".repeat(100), business_name: long });
  await page.reload();
  const rows = page.getByRole("list", { name: texts.list }).getByRole("listitem");
  await expect(rows).toHaveCount(3);
  await expect(rows.nth(0)).toContainText(texts.status.pending);
  await expect(rows.nth(1)).toContainText(texts.status.cancelled);
  await expect(rows.nth(1)).toContainText(en.admin.connection.requests.outcome.access_denied);
  await expect(rows.nth(2)).toContainText(
    formatMessage(texts.createdBy, { name: "Key for connect:write,connections:read" }),
  );
  await checkAccessibility(page);

  await rows.nth(2).getByRole("link", { name: CUSTOMER.business_name }).click();
  await page.waitForURL(/\/admin\/merchants\//);
  await expect(
    page.getByText(formatMessage(en.admin.merchants.externalId, { id: CUSTOMER.external_id })),
  ).toBeVisible();
  await page.getByRole("link", { name: en.admin.merchants.connectSessions }).click();
  await expect(rows).toHaveCount(2);
  await expect(page.getByText(formatMessage(texts.onlyMerchant, { business: CUSTOMER.business_name }))).toBeVisible();
  await page.getByRole("link", { name: texts.status.connected, exact: true }).click();
  await expect(rows).toHaveCount(1);
  await checkAccessibility(page);
  await rows.getByRole("link", { name: "Turku" }).click();
  await page.waitForURL(`/admin/connections/${receiptheroId}`);

  // The connection's history, the merchant's and the audit log lead to the session.
  const { id } = await stack.database.row<{ id: string }>(`SELECT id FROM "ConnectSession" WHERE "connectedId" = $1`, [
    receiptheroId,
  ]);
  const { merchantId } = await stack.database.row<{ merchantId: string }>(
    `SELECT "merchantId" FROM "Connection" WHERE "receiptheroId" = $1`,
    [receiptheroId],
  );
  for (const path of [`/admin/connections/${receiptheroId}`, `/admin/merchants/${merchantId}`, "/admin/audit"]) {
    await page.goto(path);
    const link = page.getByRole("link", { name: en.admin.audit.who.CONNECT_SESSION, exact: true }).first();
    await expect(link, path).toHaveAttribute("href", `/admin/connect-sessions?id=${id}`);
  }
  await page.getByRole("link", { name: en.admin.audit.who.CONNECT_SESSION, exact: true }).first().click();
  await expect(page.getByText(texts.onlyOne)).toBeVisible();
  await expect(rows).toHaveCount(1);

  await page.goto("/admin/connect-sessions?status=lost&merchant=1&after=x");
  await expect(page.getByText(en.admin.lists.refused)).toBeVisible();
  await expect(rows).toHaveCount(3);
  await page.goto("/admin/connect-sessions?status=removed");
  await expect(page.getByRole("heading", { name: texts.nothing.title })).toBeVisible();
});

test("the list has pages", async ({ page, openContext, stack }) => {
  const partner = await addPartner(stack);
  await connectBySession(await openContext(), partner);
  await stack.database.rows(
    `INSERT INTO "ConnectSession" ("tokenHash", purpose, "merchantId", label, scopes, status, "endedAt", "createdAt")
     SELECT n::text, 'connect', "merchantId", 'x', '{}', 'expired', now(), now() - interval '1 day' - n * interval '1 second'
       FROM "ConnectSession", generate_series(1, 60) n`,
  );
  await signInAsAdmin(page, stack);
  await page.goto("/admin/connect-sessions");
  const rows = page.getByRole("list", { name: texts.list }).getByRole("listitem");
  await expect(rows).toHaveCount(50);
  await page.getByRole("link", { name: en.admin.lists.next }).click();
  await expect(rows).toHaveCount(11);
  await page.getByRole("link", { name: en.admin.lists.first }).click();
  await expect(rows).toHaveCount(50);
});
