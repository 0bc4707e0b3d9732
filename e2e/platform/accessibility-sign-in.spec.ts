import type { Page } from "@playwright/test";
import { EMAIL_CHANGE_MINUTES } from "../../lib/lifetimes.ts";
import { checkAccessibility, checkWords } from "../fixtures/accessibility.ts";
import { businessOf } from "../fixtures/business.ts";
import { en, formatMessage } from "../fixtures/messages.ts";
import { letProofsLapse } from "../fixtures/proofs.ts";
import { askForLink, newestCode, newestLink, newUser, signUpDirectly } from "../fixtures/sign-in.ts";
import { expect, test } from "../fixtures/test.ts";

/** As long as they may be, without a place to break. */
const LONG_BUSINESS = "Rakennusliike Hämäläinen & Pojat, Pohjois-Karjalan aluetoimisto";

// The pages of signing in, and of proving who one is. axe finds nothing serious on any of them.

test("the accessibility statement is accessible, and the sign-in page leads to it", async ({ page }) => {
  await page.goto("/sign-in");
  await page.getByRole("link", { name: en.app.accessibility }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(en.accessibility.title);
  await checkAccessibility(page);
});

test("the sign-in page is accessible with an error", async ({ page }) => {
  await page.goto("/sign-in");
  await page.getByLabel(en.signIn.email).fill("no address");
  const form = page.locator("main form").filter({ has: page.getByLabel(en.signIn.email) });
  await form.evaluate((element: HTMLFormElement) => element.setAttribute("novalidate", ""));
  await page.getByRole("button", { name: en.signIn.submit }).click();
  await expect(page.getByText(en.validation.email)).toBeVisible();
  await checkAccessibility(page);
});

test("the page of a sign-in that failed is accessible, whatever failed", async ({ page }) => {
  await page.goto("/sign-in/error?error=Verification");
  await checkAccessibility(page);
  for (const error of ["AccessDenied", "Configuration", "account_disabled"]) {
    await page.goto(`/sign-in/error?error=${error}`);
    await checkWords(page);
  }
});

test("the pages of a first sign-in are accessible", async ({ page, stack }) => {
  const { email } = newUser();
  await askForLink(page, email);
  await checkAccessibility(page);
  await page.goto(await newestLink(stack, email));
  await checkAccessibility(page);
  await page.getByRole("button", { name: en.signIn.confirm.button }).click();
  await page.waitForURL("/welcome");
  await checkAccessibility(page);
});

test("a sign-in by code is accessible with a wrong code, and after too many", async ({ page, stack }) => {
  const { email } = newUser();
  await askForLink(page, email);
  const { code, submit } = en.signIn.checkMail;
  const right = await newestCode(stack, email);
  await page.getByLabel(code).fill(right === "000000" ? "000001" : "000000");
  await page.getByRole("button", { name: submit }).click();
  await expect(page.getByText(en.validation.code_wrong)).toBeVisible();
  await checkAccessibility(page);
  await stack.database.rows(`UPDATE "MailedCode" SET attempts = 5`);
  await page.reload();
  await expect(page.getByLabel(code)).toHaveCount(0);
  await checkWords(page);
});

test("a sign-in link is accessible while somebody else is signed in", async ({ page, stack }) => {
  const { email } = newUser();
  await askForLink(page, email);
  await page.goto(await newestLink(stack, email));
  await page.waitForURL("/sign-in/confirm");
  const self = await signUpDirectly(page, stack);
  await page.reload();
  await expect(
    page.getByRole("link", { name: formatMessage(en.signIn.confirm.stay, { self: self.email }) }),
  ).toBeVisible();
  await checkAccessibility(page);
});

/** Has a page ask who uses the session, by pressing a button on it, and checks the page. */
async function checkProof(page: Page, path: string, button: string, confirmation?: string): Promise<void> {
  await page.goto(path);
  if (confirmation) await page.getByRole("textbox").fill(confirmation);
  await page.getByRole("button", { name: button, exact: true }).click();
  await expect(page.getByRole("heading", { name: en.proof.title })).toBeVisible();
  await checkAccessibility(page);
}

test("the proof before an address changes and before an account is deleted is accessible", async ({ page, stack }) => {
  const user = await signUpDirectly(page, stack, newUser(LONG_BUSINESS));
  await letProofsLapse(stack, user);
  await page.goto("/settings");
  await page.getByLabel(en.settings.email.email).fill(newUser().email);
  await page.getByRole("region", { name: en.settings.email.title }).getByRole("button").click();
  await expect(page.getByRole("heading", { name: en.proof.title })).toBeVisible();
  await checkAccessibility(page);
  await checkProof(page, "/settings/delete", en.settings.delete.submit, user.business);
});

test("a download is accessible before the proof and after it", async ({ page, stack }) => {
  const user = await signUpDirectly(page, stack);
  await letProofsLapse(stack, user);
  const path = `/download?${new URLSearchParams({ to: `${await businessOf(page)}/export` })}`;
  await checkProof(page, path, en.download.submit);
  await stack.database.rows(`UPDATE "Session" SET "provenAt" = now()`);
  await page.goto(path);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(en.download.readyTitle);
  await checkAccessibility(page);
  await page.goto("/download");
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(en.download.nothingTitle);
  await checkWords(page);
});

test("undoing a change of address is accessible, and the page afterwards", async ({ page, openBrowser, stack }) => {
  const user = await signUpDirectly(page, stack);
  const changed = newUser();
  await page.goto("/settings");
  await page.getByLabel(en.settings.email.email).fill(changed.email);
  await page.getByRole("button", { name: en.settings.email.submit }).click();
  await expect(
    page.getByText(formatMessage(en.settings.saved.requested, { minutes: EMAIL_CHANGE_MINUTES })),
  ).toBeVisible();
  await page.goto(await newestLink(stack, changed.email));
  await page.getByRole("button", { name: en.settings.email.confirm.submit }).click();
  await page.waitForURL(/saved=email/);
  const owner = await openBrowser();
  await owner.goto(await newestLink(stack, user.email));
  await expect(owner.getByRole("heading", { level: 1 })).toHaveText(en.undoEmail.title);
  await checkAccessibility(owner);
  await owner.getByRole("button", { name: en.undoEmail.submit }).click();
  await expect(owner.getByRole("heading", { level: 1 })).toHaveText(en.undoEmail.doneTitle);
  await checkAccessibility(owner);
});

test("a form that the server no longer knows is accessible, and a post that it refuses", async ({ page, stack }) => {
  await page.route("**/*", (route, request) => {
    const headers = request.headers();
    return "next-action" in headers
      ? route.continue({ headers: { ...headers, "next-action": `40${"0".repeat(40)}` } })
      : route.fallback();
  });
  await page.goto("/sign-in");
  await page.getByLabel(en.signIn.email).fill(newUser().email);
  await page.getByRole("button", { name: en.signIn.submit }).click();
  await expect(page.getByRole("button", { name: en.errors.reload })).toBeVisible();
  await checkAccessibility(page);
  const body = new URLSearchParams({ email: "x".repeat(70_000) });
  const refused = await fetch(`${stack.app.url}/sign-in`, { method: "POST", headers: { Accept: "text/html" }, body });
  expect(refused.status).toBe(413);
  await page.setContent(await refused.text());
  await checkAccessibility(page);
});

test("the pages of what went wrong are accessible", async ({ page, stack }) => {
  await page.goto("/nothing-here");
  await checkAccessibility(page);
  await signUpDirectly(page, stack);
  await page.goto("/connections/nothing-here");
  await checkAccessibility(page);
  await stack.database.breakDown();
  await page.goto("/connections");
  await stack.database.restore();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(en.errors.title);
  await checkAccessibility(page);
});
