import { checkAccessibility } from "../fixtures/accessibility.ts";
import { callApi } from "../fixtures/api.ts";
import { connect } from "../fixtures/connect-over-http.ts";
import { en, formatMessage } from "../fixtures/messages.ts";
import { signInAsAdmin, signUpDirectly } from "../fixtures/sign-in.ts";
import { expect, test } from "../fixtures/test.ts";

const keys = en.admin.apiKeys;

test("an admin makes a key, a system of the partner's works with it, and the ended key is refused", async ({
  page,
  openContext,
  stack,
}) => {
  const merchant = await openContext();
  await signUpDirectly(merchant, stack);
  const id = await connect(merchant, { label: "Turku" });

  await signInAsAdmin(page, stack);
  await page.goto("/admin/api-keys");
  await checkAccessibility(page);
  await page.getByRole("link", { name: keys.create }).click();
  await page.getByLabel(keys.name, { exact: true }).fill("Billing");
  await page.getByRole("button", { name: keys.new.submit }).click();
  await expect(page.getByText(en.validation.noPermission)).toBeVisible();
  await checkAccessibility(page);
  for (const permission of ["connections:read", "connections:write", "merchants:write"] as const) {
    await page.getByLabel(keys.permissions[permission]).check();
  }
  await page.getByLabel(keys.new.expiry).selectOption({ label: formatMessage(keys.new.days, { days: 90 }) });
  await page.getByRole("button", { name: keys.new.submit }).click();
  await expect(page.getByText(keys.new.created)).toBeVisible();
  await checkAccessibility(page);
  const key = await page.getByLabel(keys.new.key).inputValue();
  expect(page.url()).not.toContain("rhc_");

  const call = (path: string, init: RequestInit = {}) =>
    callApi(stack, path, { key, headers: { "Content-Type": "application/json" }, ...init });
  const list = await (await call("/connections?status=active")).json();
  expect(list).toMatchObject({ data: [{ receipthero_id: id, label: "Turku", health: "healthy" }], next_cursor: null });
  const merchantId = list.data[0].merchant.id;
  const numbered = await call(`/merchants/${merchantId}`, { method: "PATCH", body: '{"external_id":"customer-4711"}' });
  expect(await numbered.json()).toMatchObject({ external_id: "customer-4711" });
  expect((await call(`/connections/${id}`, { method: "PATCH", body: '{"label":"Oulu"}' })).status).toBe(200);
  expect((await call("/merchants")).status).toBe(403);
  expect(await (await call("/connections?external_id=customer-4711")).json()).toMatchObject({
    data: [{ label: "Oulu" }],
  });
  expect((await call(`/connections/${id}`, { method: "DELETE" })).status).toBe(200);
  expect(await (await call(`/connections/${id}/certificate`)).json()).toMatchObject({ answer: "revoked" });

  await page.goto(`/admin/connections/${id}`);
  await expect(
    page.getByText(formatMessage(en.admin.connection.actor.API_KEY, { name: "Billing" })).first(),
  ).toBeVisible();
  await expect(
    page.getByText(formatMessage(en.admin.connection.merchant.externalId, { id: "customer-4711" })),
  ).toBeVisible();
  await page.goto(`/admin/merchants/${merchantId}`);
  await expect(page.getByText(formatMessage(en.admin.merchants.externalId, { id: "customer-4711" }))).toBeVisible();

  await page.goto("/admin/api-keys");
  await expect(page.getByText(keys.never)).toHaveCount(0);
  await page.getByRole("link", { name: formatMessage(keys.endOf, { name: "Billing" }) }).click();
  await checkAccessibility(page);
  await page.getByRole("button", { name: keys.ending.submit }).click();
  await expect(page.getByText(keys.done)).toBeVisible();
  expect((await call("/connections")).status).toBe(401);
});
