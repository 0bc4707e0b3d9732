import { checkAccessibility } from "../fixtures/accessibility.ts";
import { LIST, seedConnections } from "../fixtures/connection-list.ts";
import { en, formatMessage } from "../fixtures/messages.ts";
import { signInAsAdmin } from "../fixtures/sign-in.ts";
import { expect, test } from "../fixtures/test.ts";

const { savedViews } = en.admin;

test("a filter is saved under a name, opens for all staff by its short address, and says so when it is gone", async ({
  page,
  openBrowser,
  stack,
}) => {
  await seedConnections(stack, "Kahvila Kevyt Oy", 3);
  const name = "Kevyet & <b>uudet</b>";
  const support = await openBrowser();
  const { email } = await signInAsAdmin(support, stack);
  await stack.database.rows(`UPDATE "User" SET role = 'SUPPORT' WHERE email = $1`, [email]);
  await signInAsAdmin(page, stack);
  const links = page.getByRole("navigation", { name: savedViews.title });

  await page.goto(LIST);
  await expect(links).toHaveCount(0);
  await page.goto(`${LIST}?q=kevyt&sort=business`);
  await links.getByRole("link", { name: savedViews.save }).click();
  await page.getByLabel(savedViews.name).fill(name);
  await page.getByRole("button", { name: savedViews.new.submit }).click();
  await page.waitForURL(`${LIST}?q=kevyt&sort=business`);
  await expect(links.getByRole("link", { name })).toHaveAttribute("aria-current", "page");
  await expect(links.getByRole("link", { name: savedViews.save })).toHaveCount(0);
  await checkAccessibility(page);

  const address = await links.getByRole("link", { name }).getAttribute("href");
  expect(address).toMatch(/^\/admin\/connections\?view=[\w-]{8}$/);
  await support.goto(address ?? "");
  await support.waitForURL(`${LIST}?q=kevyt&sort=business`);
  await support.goto("/admin/saved-views");
  await expect(support.getByRole("link", { name })).toBeVisible();
  await expect(support.getByText(formatMessage(savedViews.changeOf, { name }))).toHaveCount(0);

  await stack.database.rows(`UPDATE "SavedView" SET query = 'health=former'`);
  await support.goto(address ?? "");
  await expect(support.getByRole("main").getByRole("alert")).toHaveText(formatMessage(savedViews.outdated, { name }));
  await expect(support.getByRole("row")).toHaveCount(4);

  await links.getByRole("link", { name: savedViews.manage }).click();
  await page.getByRole("link", { name: formatMessage(savedViews.changeOf, { name }) }).click();
  await page.getByLabel(savedViews.name).fill("Former ones");
  await page.getByRole("button", { name: savedViews.rename }).click();
  await expect(page.getByRole("status")).toHaveText(savedViews.done.renamed);
  await checkAccessibility(page);
  await page.getByRole("link", { name: formatMessage(savedViews.changeOf, { name: "Former ones" }) }).click();
  await page.getByRole("button", { name: savedViews.delete }).click();
  await expect(page.getByRole("status")).toHaveText(savedViews.done.deleted);
  await support.goto(address ?? "");
  await expect(support.getByRole("main").getByRole("alert")).toHaveText(savedViews.gone);
});
