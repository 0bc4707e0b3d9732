import { enter } from "../fixtures/actions.ts";
import { en } from "../fixtures/messages.ts";
import { PARTNER } from "../fixtures/stack.ts";
import { expect, test } from "../fixtures/test.ts";

test("the title of a page that does not exist says so, with and without its own frame", async ({ page, stack }) => {
  const title = `${en.errors.notFoundTitle} · ${PARTNER}`;
  await page.goto("/nothing-here");
  await expect(page).toHaveTitle(title);
  await enter(page, stack);
  await page.goto("/connections/nothing");
  await expect(page).toHaveTitle(title);
});
