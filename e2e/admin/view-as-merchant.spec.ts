import { MERCHANT_FIELD } from "../../lib/forms/merchant-field.ts";
import { USER_MARK_FIELD } from "../../lib/forms/user-mark-field.ts";
import { checkAccessibility } from "../fixtures/accessibility.ts";
import { businessOf } from "../fixtures/business.ts";
import { connect } from "../fixtures/connect-over-http.ts";
import { everythingOf, userOf } from "../fixtures/db-queries.ts";
import { redirectOf } from "../fixtures/html.ts";
import { en, formatMessage } from "../fixtures/messages.ts";
import { actionFields, postFields, sendForm } from "../fixtures/raw-form-post.ts";
import { makeReceipts } from "../fixtures/receipts.ts";
import { newUser, signInAsAdmin, signUpDirectly } from "../fixtures/sign-in.ts";
import { expect, test } from "../fixtures/test.ts";

const { view } = en.app;

test("support sees a business as its owner does, changes and downloads nothing, and the owner reads of it", async ({
  page,
  openContext,
  stack,
}) => {
  const owner = await openContext();
  const user = await signUpDirectly(owner, stack, newUser("Bageri Ilta"));
  const receiptheroId = await connect(owner, { label: "Torikatu" });
  await makeReceipts(stack, receiptheroId, { "r-1": { merchant_name: "Kioski" } });
  const business = await businessOf(owner);
  const merchantId = business.split("/").at(-1) ?? "";
  const support = await signInAsAdmin(page, stack);
  const become = (role: string) =>
    stack.database.rows(`UPDATE "User" SET role = $2::"Role" WHERE email = $1`, [support.email, role]);
  await become("SUPPORT");
  const connection = `/connections/${receiptheroId}`;
  const banner = page.getByRole("complementary", { name: view.label });
  const main = page.getByRole("main");

  await page.goto(`${business}/connections`);
  await expect(page.getByText(en.errors.notFoundBody)).toBeVisible();
  await page.goto(`/admin/merchants/${merchantId}`);
  await expect(banner).toHaveCount(0);
  await page.getByRole("button", { name: en.admin.merchants.view }).click();
  await page.waitForURL(`${business}/connections`);
  await expect(banner).toContainText("Bageri Ilta");
  await checkAccessibility(page);

  await main.getByRole("link", { name: /Torikatu/ }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Torikatu");
  await expect(banner).toBeVisible();
  await expect(main.locator("form")).toHaveCount(0);
  await page.goto(`${connection}/receipts/r-1`);
  await expect(main).toContainText(en.receipts.page.closed);
  await page.goto(`${business}/settings`);
  await expect(main.getByRole("listitem").filter({ hasText: user.email })).toBeVisible();
  await expect(main.locator("form")).toHaveCount(0);

  // Even if they are a member, and have a download of their own from here.
  const ids = [(await userOf(stack, support))?.id, receiptheroId, merchantId];
  await stack.database.rows(
    `WITH member AS (INSERT INTO "Member" ("userId", "merchantId", role) VALUES ($1, $3, 'OWNER'))
     INSERT INTO "ReceiptDownload" ("userId", id, "receiptheroId", total, "expiresAt")
     VALUES ($1, gen_random_uuid(), $2, 1, now() + interval '1 hour')`,
    ids,
  );
  expect((await page.request.get(`${connection}/receipts.zip/progress`)).status()).toBe(404);
  await stack.database.rows(`DELETE FROM "Member" WHERE "userId" = $1`, ids.slice(0, 1));
  await stack.database.rows(`DELETE FROM "ReceiptDownload" WHERE "userId" = $1`, ids.slice(0, 1));

  const before = await everythingOf(stack, user);
  for (const path of [
    `${business}/export`,
    `${connection}/receipts.zip?format=pdf`,
    `${connection}/receipts/r-1/pdf`,
    `${connection}/disconnect`,
    `${business}/connections/new`,
    `${business}/settings/members/${(await userOf(stack, user))?.id}`,
  ]) {
    expect(redirectOf(await page.request.get(path, { maxRedirects: 0 })), path).toBe("/not-allowed?reason=view_only");
  }
  await page.goto(`${connection}/disconnect`);
  await expect(page.getByText(en.notAllowed.view_only)).toBeVisible();
  await expect(banner).toBeVisible();
  for (const path of ["/outcome/access_denied", "/other-user", "/too-many-changes", "/accessibility"]) {
    await page.goto(path);
    await expect(banner, path).toBeVisible();
  }
  // The forms of the owner's pages, sent by support.
  const mark = stack.userMark((await userOf(stack, support))?.id ?? "");
  for (const [form, button, fields] of [
    [`${connection}/disconnect`, "", { receiptheroId }],
    [connection, en.connect.save, { receiptheroId, label: "Taken over" }],
    [`${business}/settings`, en.settings.members.submit, { email: newUser().email, role: "OWNER" }],
    [`${business}/settings`, en.settings.business.submit, { name: "Taken over" }],
  ] as const) {
    const action = (await actionFields(owner, form, button)).filter(
      ([name]) => name !== USER_MARK_FIELD && name !== MERCHANT_FIELD,
    );
    const typed = Object.entries({ ...fields, [USER_MARK_FIELD]: mark, [MERCHANT_FIELD]: merchantId });
    const answer = await postFields(page, stack, form, [...action, ...typed]);
    expect(redirectOf(answer), form).toBe("/not-allowed?reason=view_only");
  }
  expect(await everythingOf(stack, user)).toEqual(before);

  await page.goto("/admin");
  await expect(banner).toBeVisible();
  // As a browser without JavaScript ends it.
  expect(redirectOf(await sendForm(page, "/admin", {}, view.end))).toBe(`/admin/merchants/${merchantId}`);
  await page.goto(`${business}/connections`);
  await expect(page.getByText(en.errors.notFoundBody)).toBeVisible();
  await expect(banner).toHaveCount(0);

  await page.goto(`/admin/merchants/${merchantId}`);
  await page.getByRole("button", { name: en.admin.merchants.view }).click();
  await page.waitForURL(`${business}/connections`);
  await become("MERCHANT");
  await page.goto(`${business}/connections`);
  await expect(page.getByText(en.errors.notFoundBody)).toBeVisible();
  await expect(banner).toHaveCount(0);

  const reading = await owner.newPage();
  await reading.goto(`${business}/settings`);
  const views = reading.getByRole("list", { name: en.settings.supportViews.title }).getByRole("listitem");
  await expect(views).toHaveText([
    new RegExp(formatMessage(en.settings.supportViews.open, { minutes: "30" })),
    new RegExp(formatMessage(en.settings.supportViews.ended, { time: "" }).trim()),
  ]);
});
