import { checkAccessibility } from "../fixtures/accessibility.ts";
import { businessOf, settingsOf } from "../fixtures/business.ts";
import { connect } from "../fixtures/connect-over-http.ts";
import { everythingOf, userOf } from "../fixtures/db-queries.ts";
import { en, formatMessage } from "../fixtures/messages.ts";
import { addMember, newUser, signUpDirectly } from "../fixtures/sign-in.ts";
import { PARTNER } from "../fixtures/stack.ts";
import { expect, test } from "../fixtures/test.ts";

const { settings } = en;

test("an account is not deleted when the page said something else about a business", async ({
  page,
  openContext,
  stack,
}) => {
  const user = await signUpDirectly(page, stack, newUser("Kukkakauppa Kielo"));
  await connect(page);
  const member = await addMember(await openContext(), stack, user);
  const words = { business: user.business };
  await page.goto("/settings/delete");
  await expect(page.getByText(formatMessage(settings.delete.effects.stays, words))).toBeVisible();
  await page.getByLabel(settings.delete.confirmation).fill(user.email);
  await stack.database.rows(`DELETE FROM "Member" WHERE "userId" = (SELECT id FROM "User" WHERE email = $1)`, [
    member.email,
  ]);
  const before = await everythingOf(stack, user);
  await page.getByRole("button", { name: settings.delete.submit }).click();
  await expect(page.getByText(en.validation.effects_changed)).toBeVisible();
  await expect(page.getByText(formatMessage(settings.delete.effects.deleted, words))).toBeVisible();
  await expect(page.getByLabel(settings.delete.confirmation)).toHaveValue("");
  await checkAccessibility(page);
  expect(await everythingOf(stack, user)).toEqual(before);

  await page.getByLabel(settings.delete.confirmation).fill(user.email);
  await page.getByRole("button", { name: settings.delete.submit }).click();
  await page.waitForURL(/\/goodbye\?why=deleted/);
  expect(await userOf(stack, user)).toBeNull();
});

test("a business is not deleted when the page said that it stays", async ({ page, openContext, stack }) => {
  const user = await signUpDirectly(page, stack, newUser("Kukkakauppa Kielo"));
  const member = await addMember(await openContext(), stack, user);
  await page.goto(await settingsOf(page));
  await page.getByRole("link", { name: settings.members.change, exact: true }).click();
  await expect(page.getByText(settings.member.leaveEffects.stays)).toBeVisible();
  await stack.database.rows(`DELETE FROM "Member" WHERE "userId" = (SELECT id FROM "User" WHERE email = $1)`, [
    member.email,
  ]);
  const before = await everythingOf(stack, user);
  await page.getByRole("button", { name: settings.member.leaveSubmit }).click();
  await expect(page.getByText(en.validation.effects_changed)).toBeVisible();
  await expect(
    page.getByText(formatMessage(settings.member.leaveEffects.deleted, { business: user.business })),
  ).toBeVisible();
  await checkAccessibility(page);
  expect(await everythingOf(stack, user)).toEqual(before);
  await page.getByRole("button", { name: settings.member.leaveSubmit }).click();
  await page.waitForURL(/\/goodbye\?why=left/);
});

test("the last member of a business without an owner leaves it as it is, although it has a connection", async ({
  page,
  stack,
}) => {
  const user = await signUpDirectly(page, stack, newUser("Kukkakauppa Kielo"));
  await connect(page);
  const business = await businessOf(page);
  const { merchantId } = (await userOf(stack, user)) ?? {};
  await stack.database.rows(`UPDATE "Member" SET role = 'MEMBER' WHERE "merchantId" = $1`, [merchantId]);
  const words = { business: user.business, partner: PARTNER };
  await page.goto("/settings/delete");
  await expect(page.getByText(formatMessage(settings.delete.effects.without_members, words))).toBeVisible();
  await page.goto(`${business}/settings`);
  await page.getByRole("link", { name: settings.members.leave, exact: true }).click();
  await expect(page.getByText(formatMessage(settings.member.leaveEffects.without_members, words))).toBeVisible();
  await page.getByRole("button", { name: settings.member.leaveSubmit }).click();
  await page.waitForURL(/\/goodbye\?why=left/);
  expect(
    await stack.database.row(
      `SELECT m.name, c.status FROM "Merchant" m JOIN "Connection" c ON c."merchantId" = m.id WHERE m.id = $1`,
      [merchantId],
    ),
  ).toEqual({ name: user.business, status: "ACTIVE" });
});
