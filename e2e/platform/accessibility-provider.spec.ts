import { checkAccessibility, checkWords } from "../fixtures/accessibility.ts";
import { PROVIDER_NAME } from "../fixtures/identity-provider.ts";
import { en, formatMessage } from "../fixtures/messages.ts";
import { letProofsLapse } from "../fixtures/proofs.ts";
import { newUser, signUpDirectly } from "../fixtures/sign-in.ts";
import { expect, test } from "../fixtures/test.ts";

test.use({ withIdentityProvider: true });

test("the sign-in page with a provider, and the pages of a proof there", async ({ page }) => {
  await page.goto("/sign-in");
  await expect(
    page.getByRole("button", { name: formatMessage(en.signIn.oidc, { name: PROVIDER_NAME }) }),
  ).toBeVisible();
  await checkAccessibility(page);
  await page.goto("/proven?result=other_identity");
  await checkAccessibility(page);
  await page.goto("/proven?result=proven");
  await checkWords(page);
});

test("settings with a linked identity, and a proof that the provider can give", async ({ page, stack }) => {
  const user = await signUpDirectly(page, stack, newUser());
  await stack.database.rows(
    `INSERT INTO "Account" ("userId", type, provider, "providerAccountId")
     SELECT id, 'oidc', issuer, id::text FROM "User", unnest($2::text[]) issuer WHERE email = $1`,
    [user.email, [stack.issuer.replace(/\/$/, ""), `https://login.example.com/${"x".repeat(120)}`]],
  );
  await page.goto("/settings");
  await expect(page.getByRole("heading", { name: en.settings.identities.title })).toBeVisible();
  await checkAccessibility(page);
  await letProofsLapse(stack, user);
  await page.goto("/settings/delete");
  await page.getByLabel(en.settings.delete.confirmation).fill(user.email);
  await page.getByRole("button", { name: en.settings.delete.submit }).click();
  await expect(
    page.getByRole("link", { name: formatMessage(en.proof.providerLink, { provider: PROVIDER_NAME }) }),
  ).toBeVisible();
  await checkAccessibility(page);
});

test("the page that leads to the provider without JavaScript", async ({ openBrowser, page, stack }) => {
  const unscripted = await openBrowser({ javaScriptEnabled: false });
  // The provider's page does not open: after a response without content, the browser stays on its page.
  await unscripted.route(
    (url) => url.origin !== new URL(stack.app.url).origin,
    (route) => route.fulfill({ status: 204 }),
  );
  await unscripted.goto("/sign-in");
  await unscripted.getByRole("button", { name: formatMessage(en.signIn.oidc, { name: PROVIDER_NAME }) }).click();
  await expect(unscripted.getByRole("heading", { level: 1 })).toHaveText(en.leaving.title);
  const shown = await unscripted.content();
  // Axe needs JavaScript, but with JavaScript this page would redirect at once.
  await page.goto("/sign-in");
  await page.setContent(shown.replace(/<meta http-equiv="refresh"[^>]*>/, ""));
  await checkAccessibility(page);
});
