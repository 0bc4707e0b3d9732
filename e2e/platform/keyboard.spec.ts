import { CONNECT_FORM, CONNECTIONS } from "../fixtures/business.ts";
import { seeConnected } from "../fixtures/connect-by-hand.ts";
import { tabTo } from "../fixtures/keyboard.ts";
import { en, formatMessage } from "../fixtures/messages.ts";
import { newestLink, newUser } from "../fixtures/sign-in.ts";
import { PARTNER } from "../fixtures/stack.ts";
import { expect, test } from "../fixtures/test.ts";

test("the whole way by keyboard alone", async ({ page, stack }) => {
  const user = newUser();
  await page.goto("/sign-in");
  await tabTo(page, page.getByLabel(en.signIn.email));
  await page.keyboard.type(user.email);
  await page.keyboard.press("Enter");
  await page.waitForURL("/sign-in/check-mail");

  await page.goto(await newestLink(stack, user.email));
  await tabTo(page, page.getByRole("button", { name: en.signIn.confirm.button }));
  await page.keyboard.press("Enter");
  await page.waitForURL("/welcome");
  await tabTo(page, page.getByLabel(en.welcome.name));
  await page.keyboard.type(user.business);
  await page.keyboard.press("Enter");

  await page.waitForURL(CONNECTIONS);
  await tabTo(page, page.getByRole("link", { name: en.connections.connect }));
  await page.keyboard.press("Enter");
  await page.waitForURL(CONNECT_FORM);
  const write = page.getByRole("checkbox", { name: en.scopes["receipt:write"].title });
  await tabTo(page, write);
  await page.keyboard.press("Space");
  await expect(write).not.toBeChecked();
  await tabTo(page, page.locator("summary", { hasText: en.connect.more }));
  await page.keyboard.press("Enter");
  await tabTo(page, page.getByRole("button", { name: en.connect.add }));
  await page.keyboard.press("Space");
  await tabTo(page, page.getByLabel(formatMessage(en.connect.keyOf, { number: "1" })));
  await page.keyboard.type("floor");
  await page.keyboard.press("Tab");
  await page.keyboard.type("2");
  await tabTo(page, page.getByRole("button", { name: en.connect.submit }));
  await page.keyboard.press("Enter");

  await expect(page.getByRole("heading", { name: `${PARTNER} asks for access` })).toBeVisible();
  await tabTo(page, page.getByRole("button", { name: "Approve" }));
  await page.keyboard.press("Enter");
  await seeConnected(page);
});

test("the first Tab offers to skip to the content", async ({ page }) => {
  await page.goto("/sign-in");
  await page.keyboard.press("Tab");
  await expect(page.getByRole("link", { name: en.app.skip })).toBeFocused();
  await page.keyboard.press("Enter");
  await page.keyboard.press("Tab");
  await expect(page.getByLabel(en.signIn.email)).toBeFocused();
});
