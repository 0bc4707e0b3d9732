import { type FailureReason, failureReasons } from "../lib/errors.ts";
import { checkAccessibility, checkWords } from "./fixtures/accessibility.ts";
import { askForLink, connect, enter, fillConnectForm, newestLink, newPerson, signIn } from "./fixtures/journey.ts";
import { ADMIN } from "./fixtures/stack.ts";
import { expect, test } from "./fixtures/test.ts";
import { en } from "./fixtures/words.ts";

/** As long as they may be, without a place to break. */
const LONG_LABEL = "Ä".repeat(60);
const LONG_NOTE: [string, string] = ["k".repeat(40), "W".repeat(300)];
/** In the steps that they offer; the longest text is among them. */
const OUTCOMES_THAT_DIFFER: FailureReason[] = ["owned_by_another", "signed_out", "state_used"];

test("the sign-in pages", async ({ page }) => {
  await page.goto("/sign-in");
  await checkAccessibility(page);

  await page.getByLabel(en.signIn.email).fill("no address");
  await page.locator("form").evaluate((form: HTMLFormElement) => form.setAttribute("novalidate", ""));
  await page.getByRole("button", { name: en.signIn.submit }).click();
  await expect(page.getByText(en.validation.email)).toBeVisible();
  await checkAccessibility(page);

  for (const error of ["Verification", "AccessDenied", "Configuration"]) {
    await page.goto(`/sign-in/error?error=${error}`);
    await checkAccessibility(page);
  }
});

test("the pages of a first sign-in", async ({ page, stack }) => {
  const { email } = newPerson();
  await askForLink(page, email);
  await checkAccessibility(page);
  await page.goto(await newestLink(stack, email));
  await checkAccessibility(page);
  await page.getByRole("button", { name: en.signIn.confirm.button }).click();
  await page.waitForURL("/welcome");
  await checkAccessibility(page);
});

test("the merchant's pages", async ({ page, stack }) => {
  await enter(page, stack, newPerson("Rakennusliike Hämäläinen & Pojat, Pohjois-Karjalan aluetoimisto"));
  await page.goto("/connections");
  await checkAccessibility(page);

  await page.goto("/connections/new");
  await checkAccessibility(page);
  await fillConnectForm(page, { label: "", notes: [["merchant_id", "v"]] });
  await page.getByRole("button", { name: en.connect.submit }).click();
  await expect(page.getByText(en.validation.reservedKey)).toBeVisible();
  await checkAccessibility(page);

  const receiptheroId = await connect(page, { label: LONG_LABEL, notes: [LONG_NOTE] });
  await checkAccessibility(page);
  await page.goto("/connections");
  await checkAccessibility(page);
  await stack.database.rows(
    `UPDATE "Connection" SET status = 'REMOVED', "sealedToken" = NULL, "removedAt" = now() WHERE "receiptheroId" = $1`,
    [receiptheroId],
  );
  await page.goto(`/connections/${receiptheroId}`);
  await expect(page.getByText(en.connection.notice.removed.title)).toBeVisible();
  await checkAccessibility(page);
});

test("the admin's pages", async ({ page, openBrowser, stack }) => {
  const merchant = await openBrowser();
  await enter(merchant, stack);
  await connect(merchant, { label: LONG_LABEL });
  await page.goto("/admin");
  await signIn(page, stack, ADMIN);
  await expect(page.getByText(LONG_LABEL).first()).toBeVisible();
  await checkAccessibility(page);
});

test("the pages of what went wrong", async ({ page, stack }) => {
  await page.goto("/nothing-here");
  await checkAccessibility(page);
  await enter(page, stack);
  await page.goto("/connections/nothing-here");
  await checkAccessibility(page);
  await stack.database.breakDown();
  await page.goto("/connections");
  await stack.database.restore();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(en.errors.title);
  await checkAccessibility(page);
});

test("the pages of outcomes", async ({ page }) => {
  for (const reason of failureReasons) {
    await page.goto(`/outcome/${reason}`);
    await (OUTCOMES_THAT_DIFFER.includes(reason) ? checkAccessibility(page) : checkWords(page));
  }
  const response = await page.goto("/outcome/made_up");
  expect(response?.status()).toBe(404);
});
