import { en } from "../fixtures/messages.ts";
import { signInAsAdmin } from "../fixtures/sign-in.ts";
import { expect, test } from "../fixtures/test.ts";

const { nav } = en.admin;

test("a phone shows the current page in the row of the navigation, also after it is turned", async ({
  openBrowser,
  stack,
}) => {
  const page = await openBrowser({ viewport: { width: 320, height: 640 } });
  await signInAsAdmin(page, stack);
  await page.goto("/admin/audit");
  const row = page.getByRole("navigation", { name: nav.label });
  const current = row.getByRole("link", { name: nav.audit });
  await expect(current).toHaveAttribute("aria-current", "page");
  await expect(current).toBeInViewport({ ratio: 1 });

  await page.setViewportSize({ width: 640, height: 320 });
  await row.evaluate((element) => element.scrollTo({ left: 0 }));
  await page.setViewportSize({ width: 320, height: 640 });
  await expect(current).toBeInViewport({ ratio: 1 });
});

test("saved views belong to the connections", async ({ page, stack }) => {
  await signInAsAdmin(page, stack);
  await page.goto("/admin/saved-views");
  const entries = page.getByRole("navigation", { name: nav.label }).locator("[aria-current]");
  await expect(entries).toHaveText([nav.connections]);
});
