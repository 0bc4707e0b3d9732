import type { Page } from "@playwright/test";
import { checkAccessibility, checkWords } from "../fixtures/accessibility.ts";
import { approve, continueToReceiptHero, seeConnected } from "../fixtures/connect-by-hand.ts";
import { connect } from "../fixtures/connect-over-http.ts";
import { en, formatMessage } from "../fixtures/messages.ts";
import { sendForm } from "../fixtures/raw-form-post.ts";
import { askForLink, newestLink, newUser, openLink, signInAsAdmin, signUpDirectly } from "../fixtures/sign-in.ts";
import { expect, test } from "../fixtures/test.ts";

const own = en.admin.connection;

/** Makes a reconnect link on the page that is open. @returns what is shown once */
async function makeLink(page: Page): Promise<string> {
  await page.getByRole("button", { name: own.reconnect.create }).click();
  await expect(page.getByText(own.reconnect.once)).toBeVisible();
  return page.getByRole("textbox", { name: own.reconnect.link }).inputValue();
}

test("a reconnect link takes its merchant, once, to connecting again", async ({ page, openBrowser, stack }) => {
  const merchant = await openBrowser();
  const user = await signUpDirectly(merchant, stack);
  const receiptheroId = await connect(merchant, { label: "Torikatu" });
  await merchant.context().clearCookies();
  await signInAsAdmin(page, stack);
  await sendForm(page, `/admin/connections/${receiptheroId}/disconnect`, { confirmation: "Torikatu" });
  await page.goto(`/admin/connections/${receiptheroId}`);
  const panel = page.getByRole("region", { name: own.reconnect.title });

  const lost = await makeLink(page);
  await page.reload();
  await expect(panel.getByText(own.reconnect.notOpened)).toBeVisible();
  expect(await page.content()).not.toContain(new URL(lost).searchParams.get("token"));
  await panel.getByRole("button", { name: own.reconnect.revoke }).click();
  await expect(page.getByRole("main").getByRole("status").filter({ hasText: own.done.closed })).toBeVisible();
  await expect(panel.getByRole("listitem")).toContainText(formatMessage(own.reconnect.closed, { date: "" }));
  const link = await makeLink(page);
  await expect(panel.getByRole("listitem")).toHaveCount(2);
  await checkAccessibility(page);

  await test.step("another merchant is told that it is not theirs", async () => {
    const stranger = await openBrowser();
    const other = await signUpDirectly(stranger, stack, newUser("Somebody Else"));
    await stranger.goto(link);
    await expect(stranger.getByRole("heading", { level: 1 })).toHaveText(en.reconnect.foreignTitle);
    await expect(stranger.getByText(other.email).last()).toBeVisible();
    expect(new URL(stranger.url()).search).toBe("");
    await page.reload();
    await expect(panel.getByRole("listitem").first()).toContainText(own.reconnect.notOpened);
    await checkWords(stranger);
  });
  await test.step("the merchant signs in first, and connects", async () => {
    await merchant.goto(link);
    await merchant.waitForURL(/\/sign-in\?returnTo=%2Freconnect/);
    await askForLink(merchant, user.email);
    await openLink(merchant, await newestLink(stack, user.email));
    await expect(merchant.getByRole("heading", { level: 1 })).toHaveText(
      formatMessage(en.reconnect.title, { label: "Torikatu" }),
    );
    await checkWords(merchant);
    await page.reload();
    await expect(panel.getByRole("listitem").first()).toContainText(formatMessage(own.reconnect.opened, { date: "" }));
    await merchant.getByRole("link", { name: en.reconnect.button }).click();
    await continueToReceiptHero(merchant);
    await approve(merchant);
    const again = await seeConnected(merchant);
    await page.goto(`/admin/connections/${receiptheroId}`);
    await expect(panel.getByRole("listitem").first()).toContainText(formatMessage(own.reconnect.used, { date: "" }));
    await expect(page.getByRole("region", { name: own.activity.title })).toContainText(own.requests.throughLink);
    await expect(page.getByRole("region", { name: own.state.title })).toContainText(own.state.replacedBy);
    expect(again).not.toBe(receiptheroId);
  });
  for (const made of [link, lost]) expect(stack.app.log()).not.toContain(new URL(made).searchParams.get("token"));
  for (const used of [link, lost]) {
    await merchant.goto(used);
    await expect(merchant.getByRole("heading", { level: 1 })).toHaveText(en.reconnect.closedTitle);
  }
});
