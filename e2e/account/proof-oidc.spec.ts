import type { Page } from "@playwright/test";
import { PROVIDER_NAME } from "../fixtures/identity-provider.ts";
import { en, formatMessage } from "../fixtures/messages.ts";
import { signInAtProvider, signInWithProvider } from "../fixtures/provider-sign-in.ts";
import { sendForm } from "../fixtures/raw-form-post.ts";
import { newUser } from "../fixtures/sign-in.ts";
import { expect, test } from "../fixtures/test.ts";

test.use({ withIdentityProvider: true });

const { proof, settings } = en;

/** A user who signed in with the provider, which does not count as a proof yet, and wants to delete the account. */
async function wantDeletion(page: Page) {
  const user = newUser();
  await page.goto("/sign-in");
  await signInWithProvider(page, user.email);
  await page.waitForURL("/welcome");
  await sendForm(page, "/welcome", { name: user.business });
  await page.goto("/settings/delete");
  await page.getByLabel(settings.delete.confirmation).fill(user.email);
  await page.getByRole("button", { name: settings.delete.submit }).click();
  const [tab] = await Promise.all([
    page.waitForEvent("popup"),
    page.getByRole("link", { name: formatMessage(proof.providerLink, { provider: PROVIDER_NAME }) }).click(),
  ]);
  return { user, tab };
}

test("signing in again with the identity provider proves the user, and the action goes on", async ({ page }) => {
  const { user, tab } = await wantDeletion(page);
  await signInAtProvider(tab, user.email, false);
  await expect(tab.getByRole("heading", { level: 1 })).toHaveText(en.proven.provenTitle);
  await tab.close();
  await page.getByRole("button", { name: proof.submit }).click();
  await page.waitForURL("/goodbye?why=deleted");
});

test("signing in there as another user proves nothing and changes no session", async ({ page }) => {
  const { user, tab } = await wantDeletion(page);
  await signInAtProvider(tab, newUser().email);
  await expect(tab.getByText(formatMessage(en.proven.other_identity, { provider: PROVIDER_NAME }))).toBeVisible();
  await page.getByRole("button", { name: proof.submit }).click();
  await expect(page.getByText(en.validation.required)).toBeVisible();
  await page.goto("/settings");
  await expect(page.getByText(formatMessage(settings.email.body, { email: user.email }))).toBeVisible();
});

test("declining at the provider proves nothing", async ({ page }) => {
  const { tab } = await wantDeletion(page);
  await tab.getByRole("link", { name: "Cancel" }).click();
  await expect(tab.getByText(formatMessage(en.proven.failed, { provider: PROVIDER_NAME }))).toBeVisible();
});

test("an answer of the provider counts once, and only in the browser that asked", async ({
  page,
  openBrowser,
  stack,
}) => {
  const { user, tab } = await wantDeletion(page);
  const callback = tab.waitForRequest((request) => new URL(request.url()).pathname === "/api/auth/callback/oidc");
  await signInAtProvider(tab, user.email, false);
  const address = (await callback).url();
  await expect(tab.getByRole("heading", { level: 1 })).toHaveText(en.proven.provenTitle);
  await stack.database.rows(`UPDATE "Session" SET "provenAt" = now() - interval '1 hour'`);
  for (const browser of [tab, await openBrowser()]) {
    await browser.goto(address);
    expect(new URL(browser.url()).pathname).not.toBe("/proven");
  }
  await page.getByRole("button", { name: proof.submit }).click();
  await expect(page.getByText(en.validation.required)).toBeVisible();
});
