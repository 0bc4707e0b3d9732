import type { Page } from "@playwright/test";
import { enter, newPerson } from "./fixtures/journey.ts";
import type { Stack } from "./fixtures/stack.ts";
import { expect, test } from "./fixtures/test.ts";
import { en, words } from "./fixtures/words.ts";

const counters = (stack: Stack, kind: string) =>
  stack.database.rows<{ key: string }>(`SELECT key FROM "RateLimiterFlexible" WHERE key LIKE $1`, [`${kind}:%`]);

/** Saves the profile once, and sets the counter that this began to what is allowed. */
async function useUpChanges(page: Page, stack: Stack): Promise<void> {
  const before = (await counters(stack, "change")).map(({ key }) => key);
  await rename(page, "Kahvila Toinen");
  await expect(page.getByRole("status").first()).toBeVisible();
  const changed = await stack.database.rows<{ key: string }>(
    `UPDATE "RateLimiterFlexible" SET points = 200 WHERE key LIKE 'change:%' AND key <> ALL ($1) RETURNING key`,
    [before],
  );
  expect(changed).toHaveLength(1);
}

async function rename(page: Page, name: string): Promise<void> {
  await page.goto("/settings");
  await page.getByLabel(en.settings.business.name).fill(name);
  await page.getByRole("button", { name: en.settings.business.submit }).click();
}

test("a user who has made 200 changes within an hour is told so, and nothing typed is lost", async ({
  page,
  openBrowser,
  stack,
}) => {
  const other = await openBrowser();
  await enter(other, stack, newPerson());
  await enter(page, stack, newPerson("Kahvila Aamu"));
  await useUpChanges(page, stack);

  await rename(page, "Kahvila Kolmas");
  await expect(page.getByRole("alert").first()).toContainText(en.validation.too_many_changes);
  await expect(page.getByLabel(en.settings.business.name)).toHaveValue("Kahvila Kolmas");
  const names = await stack.database.rows(`SELECT name FROM "Merchant" WHERE name LIKE 'Kahvila %'`);
  expect(names).toContainEqual({ name: "Kahvila Toinen" });
  expect(names).not.toContainEqual({ name: "Kahvila Kolmas" });

  const download = await page.request.get("/api/account/export");
  expect(download.status()).toBe(429);
  expect(await download.json()).toEqual({
    error: { code: "too_many_changes", message: en.tooManyChanges.download },
  });

  await rename(other, "Kahvila Vapaa");
  await expect(other.getByRole("status").first()).toBeVisible();

  expect(stack.app.log()).toMatch(/"limit":"change".*a limit was reached/);
  await page.goto("/too-many-changes");
  await expect(page.getByRole("main")).toContainText(words(en.tooManyChanges.body, { max: "200" }));
});
