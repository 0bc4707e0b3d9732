import { randomUUID } from "node:crypto";
import type { Page } from "@playwright/test";
import fi from "../../messages/fi/index.ts";
import sv from "../../messages/sv/index.ts";
import { checkAccessibility } from "../fixtures/accessibility.ts";
import { en } from "../fixtures/messages.ts";
import { signInAsAdmin, signUpDirectly } from "../fixtures/sign-in.ts";
import { expect, test } from "../fixtures/test.ts";

// Next draws a page that throws in the browser alone. These browsers have no JavaScript.

const title = (page: Page) => page.getByRole("heading", { level: 1 });
const langOf = (page: Page) => page.locator("html").getAttribute("lang");

/** Opens a page that does not exist, and expects it to say so. */
async function expectNotFound(
  page: Page,
  path: string,
  texts: { errors: Record<"notFoundTitle" | "notFoundBody", string> } = en,
  tag = "en-GB",
): Promise<void> {
  const response = await page.goto(path);
  expect([path, response?.status()]).toEqual([path, 404]);
  await expect(title(page)).toHaveText(texts.errors.notFoundTitle);
  await expect(page.getByRole("main")).toContainText(texts.errors.notFoundBody);
  expect(await langOf(page)).toBe(tag);
  await expect(page).toHaveTitle(new RegExp(texts.errors.notFoundTitle));
}

test("without JavaScript a page that does not exist says so to visitors, in their language", async ({
  openBrowser,
}) => {
  const page = await openBrowser({ javaScriptEnabled: false, locale: "sv-SE" });
  await expectNotFound(page, "/outcome/nothing-here", sv, "sv");
  await page.getByRole("button", { name: "Suomi" }).click();
  await expect(title(page)).toHaveText(fi.errors.notFoundTitle);
  expect(new URL(page.url()).pathname).toBe("/outcome/nothing-here");
  await page.getByRole("link", { name: fi.errors.home }).click();
  await expect(title(page)).toHaveText(fi.signIn.title);
});

test("without JavaScript a page that does not exist says so to merchants and to staff", async ({
  openBrowser,
  stack,
}) => {
  const merchant = await openBrowser({ javaScriptEnabled: false });
  await signUpDirectly(merchant, stack);
  for (const path of [`/connections/${randomUUID()}`, `/businesses/${randomUUID()}/connections`, "/admin"]) {
    await expectNotFound(merchant, path);
  }
  const staff = await openBrowser({ javaScriptEnabled: false });
  await signInAsAdmin(staff, stack);
  for (const path of ["users", "merchants", "connections", "webhooks", "imports"]) {
    await expectNotFound(staff, `/admin/${path}/${randomUUID()}`);
  }
});

test("without JavaScript a page that fails says so, with a code that the log has", async ({ openBrowser, stack }) => {
  const page = await openBrowser({ javaScriptEnabled: false });
  await signUpDirectly(page, stack);
  await stack.database.breakDown();
  const response = await page.goto("/connections");
  await stack.database.restore();
  expect(response?.status()).toBe(500);
  await expect(title(page)).toHaveText(en.errors.title);
  await expect(page.getByRole("main")).toContainText(response?.headers()["x-request-id"] ?? "no id");
  expect(await langOf(page)).toBe("en-GB");
});

test("the messages without JavaScript are accessible", async ({ page, stack }) => {
  await signUpDirectly(page, stack);
  const missing = await page.request.get("/outcome/nothing-here");
  await stack.database.breakDown();
  const failed = await page.request.get("/connections");
  await stack.database.restore();
  for (const response of [missing, failed]) {
    // axe needs a script, so this browser gets the document as one without JavaScript reads it.
    await page.setContent((await response.text()).replaceAll(/<script.*?<\/script>|<\/?noscript>/gs, ""));
    await expect(title(page)).toBeVisible();
    await checkAccessibility(page);
  }
});

test("with JavaScript a page that does not exist keeps the frame of its part", async ({ page, stack }) => {
  await signInAsAdmin(page, stack);
  const response = await page.goto(`/admin/users/${randomUUID()}`);
  expect(response?.status()).toBe(404);
  await expect(title(page)).toHaveText(en.errors.notFoundTitle);
  await expect(page.getByRole("navigation").first()).toBeVisible();
  await expect(title(page)).toHaveCount(1);
});
