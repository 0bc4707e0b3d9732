import { checkAccessibility } from "../fixtures/accessibility.ts";
import { businessOf } from "../fixtures/business.ts";
import { connect } from "../fixtures/connect-over-http.ts";
import { LIST, rowsOf, seedConnections } from "../fixtures/connection-list.ts";
import { readPage } from "../fixtures/html.ts";
import { en, formatMessage } from "../fixtures/messages.ts";
import { newUser, signInAsAdmin, signUpDirectly } from "../fixtures/sign-in.ts";
import { expect, test } from "../fixtures/test.ts";

const { notes } = en.admin;

test("staff note something about a business, give a connection a tag, and find it by that; the business sees nothing", async ({
  openBrowser,
  openContext,
  stack,
}) => {
  const owner = await openContext();
  await signUpDirectly(owner, stack, newUser("Kukkakauppa Kielo"));
  const receiptheroId = await connect(owner, { label: "Torikatu" });
  await seedConnections(stack, "Kahvila Kevyt Oy", 3);
  const business = await businessOf(owner);
  const merchant = `/admin${business.replace("businesses", "merchants")}`;
  const page = await openBrowser({ javaScriptEnabled: false });
  await signInAsAdmin(page, stack);
  const main = page.getByRole("main");

  await page.goto(merchant);
  await page.getByLabel(notes.text).fill("Prefers <b>phone</b> calls.\nAsk for Maija.");
  await page.getByRole("button", { name: notes.submit }).click();
  const note = main.getByRole("list", { name: notes.title }).getByRole("listitem");
  await expect(note).toContainText("Prefers <b>phone</b> calls.");
  await page.getByLabel(notes.tags.add).fill("Big one");
  await page.getByRole("button", { name: notes.tags.submit }).click();
  await expect(main.getByRole("link", { name: "big-one" })).toBeVisible();

  await page.goto(`/admin/connections/${receiptheroId}`);
  await expect(main).toContainText(notes.tags.ofBusiness);
  await page.getByLabel(notes.tags.add).fill("a:b");
  await page.getByRole("button", { name: notes.tags.submit }).click();
  await expect(main.getByRole("alert")).toHaveText(formatMessage(notes.tags.problems.tag, { max: "30" }));
  await page.getByLabel(notes.tags.add).fill("vip");
  await page.getByRole("button", { name: notes.tags.submit }).click();
  await main.getByRole("link", { name: "vip" }).click();
  await page.waitForURL(`${LIST}?q=tag%3Avip`);
  await expect(rowsOf(page)).toHaveCount(1);
  await expect(rowsOf(page)).toContainText("#big-one #vip");

  for (const path of [`${business}/settings`, `${business}/connections`, `/connections/${receiptheroId}`]) {
    expect(await readPage(owner, path)).not.toMatch(/phone|vip|big-one/);
  }

  await page.goto("/admin/bulk-disconnects/new?all=1&q=tag%3Avip");
  await expect(main).toContainText(en.admin.bulkDisconnect.problems.tag);
  await expect(main.locator("form")).toHaveCount(0);

  const scripted = await openBrowser();
  await signInAsAdmin(scripted, stack);
  await scripted.goto(merchant);
  await checkAccessibility(scripted);
  await scripted.goto(`/admin/connections/${receiptheroId}`);
  await checkAccessibility(scripted);
  await scripted.getByRole("button", { name: formatMessage(notes.tags.remove, { tag: "vip" }) }).click();
  await expect(scripted.getByRole("link", { name: "vip" })).toHaveCount(0);
  await scripted.goto(merchant);
  await scripted.getByRole("button", { name: /^Delete the note/ }).click();
  await expect(scripted.getByText("phone")).toHaveCount(0);
});
