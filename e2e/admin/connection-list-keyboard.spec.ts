import { readFile } from "node:fs/promises";
import type { Page } from "@playwright/test";
import { checkAccessibility } from "../fixtures/accessibility.ts";
import {
  countLine,
  LIST,
  openListMenu,
  rangeOf,
  rowsOf,
  seedConnections,
  shownIds,
} from "../fixtures/connection-list.ts";
import { adminRow } from "../fixtures/disconnecting.ts";
import { tabTo } from "../fixtures/keyboard.ts";
import { en, formatMessage } from "../fixtures/messages.ts";
import { signInAsAdmin } from "../fixtures/sign-in.ts";
import { expect, test } from "../fixtures/test.ts";

const { connections: list } = en.admin;

/** How many connections of a bakery there are: more than two pages. */
const MANY = 120;

test("a search keeps every letter, although rows come between them", async ({ page, stack }) => {
  const business = "Kahvila ja konditoria Kolme kertaa kolmessa Oy";
  await seedConnections(stack, business, 60);
  await signInAsAdmin(page, stack);
  await page.goto(LIST);
  // Rows are drawn slowly enough for keys in between.
  const session = await page.context().newCDPSession(page);
  await session.send("Emulation.setCPUThrottlingRate", { rate: 4 });
  const search = page.getByRole("searchbox");
  await search.pressSequentially(business, { delay: 90 });
  await expect(search).toHaveValue(business);
  await page.waitForURL((url) => url.searchParams.get("q") === business);
});

test("the whole list and what is done with many, by keyboard alone", async ({ page, stack }) => {
  const prefix = await seedConnections(stack, "Bageri Skärgård Ab", MANY);
  await signInAsAdmin(page, stack);
  await page.goto(LIST);
  await tabTo(page, page.getByRole("searchbox"));
  await page.keyboard.type("skärgård");
  await expect(countLine(page)).toHaveText(rangeOf(1, 50, MANY));
  await tabTo(page, page.getByRole("link", { name: list.columns.label, exact: true }));
  await page.keyboard.press("Enter");
  await expect(page.getByRole("columnheader", { name: list.columns.label, exact: true })).toHaveAttribute(
    "aria-sort",
    "ascending",
  );
  // The heading follows the click at once, and the rows come later. They clear the selection.
  await expect(page.getByRole("region", { name: list.title })).toHaveAttribute("aria-busy", "false");

  const bar = page.getByRole("region", { name: list.bulk.label });
  await tabTo(page, page.getByRole("checkbox", { name: list.select.page }), 5, "Shift+Tab");
  await page.keyboard.press("Space");
  await expect(countLine(page)).toHaveText("50 selected");
  const selectAll = bar.getByRole("button", {
    name: formatMessage(list.select.selectCount, { count: MANY }),
    exact: true,
  });
  await expect(selectAll).toBeVisible();
  await tabTo(page, selectAll, 9, "Shift+Tab");
  await page.keyboard.press("Enter");
  await expect(countLine(page)).toHaveText(formatMessage(list.select.allCount, { count: MANY }));
  const disconnect = bar.getByRole("link", { name: list.bulk.disconnect });
  await tabTo(page, disconnect);
  await expect(disconnect).toHaveAttribute(
    "href",
    `/admin/bulk-disconnects/new?${new URLSearchParams({ q: "skärgård", all: "1" })}`,
  );
  await checkAccessibility(page);

  await tabTo(page, page.getByRole("checkbox", { name: list.select.page }));
  await page.keyboard.press("Space");
  await expect(disconnect).toHaveCount(0);
  const [first, second] = (await shownIds(page)) as [string, string];
  await tabTo(page, adminRow(page, first).getByRole("checkbox"));
  await page.keyboard.press("Space");
  await page.keyboard.press("Shift+ArrowDown");
  await expect(countLine(page)).toHaveText("2 selected");
  await expect(adminRow(page, second).getByRole("checkbox")).toBeFocused();
  await expect(disconnect).toHaveAttribute("href", `/admin/bulk-disconnects/new?ids=${first}&ids=${second}`);
  await tabTo(page, bar.locator("summary"), 20, "Shift+Tab");
  await page.keyboard.press("Enter");
  await tabTo(page, bar.getByRole("link", { name: list.bulk.ndjson }), 5);
  const download = page.waitForEvent("download");
  await page.keyboard.press("Enter");
  const lines = (await readFile(await (await download).path(), "utf8")).trim().split("\n");
  expect(lines.map((line) => JSON.parse(line).receipthero_id)).toEqual([first, second].sort());

  // Fifty rows are tabbed through from the last one on.
  await rowsOf(page).last().getByRole("checkbox").focus();
  await tabTo(page, page.getByRole("link", { name: list.pages.next }), 9);
  await page.keyboard.press("Enter");
  await expect.poll(async () => (await shownIds(page)).includes(first)).toBe(false);
  await expect(countLine(page)).toHaveText(rangeOf(51, 100, MANY));
  expect((await shownIds(page)).every((id) => id.startsWith(prefix))).toBe(true);

  await page.goto(`${LIST}?q=skärgård&scope=receipt:read`);
  const chip = page.getByRole("link", { name: new RegExp(en.scopes["receipt:read"].short) });
  await page.getByRole("checkbox", { name: list.select.page }).focus();
  await tabTo(page, chip, 20, "Shift+Tab");
  await page.keyboard.press("Enter");
  await expect(chip).toHaveCount(0);
  await expect(page.locator("main:focus")).toBeVisible();
});

/** Whether something else covers the upper edge of what has the focus. */
const isFocusCovered = (page: Page) =>
  page.evaluate(() => {
    const focused = document.activeElement;
    if (!focused) return true;
    const { left, top, width } = focused.getBoundingClientRect();
    return !focused.contains(document.elementFromPoint(left + width / 2, top + 2));
  });

test("the bars that stay cover neither the focus nor the menu's end", async ({ page, stack }) => {
  const prefix = await seedConnections(stack, "Kampaamo Näkyvä Oy", 50);
  await signInAsAdmin(page, stack);
  const bar = page.getByRole("region", { name: list.bulk.label });
  const seeFocusUpwards = async () => {
    for (let steps = 0; steps < 60; steps += 1) {
      await page.keyboard.press("Shift+Tab");
      expect(await isFocusCovered(page), `after ${steps + 1} steps`).toBe(false);
    }
  };
  await page.setViewportSize({ width: 1280, height: 600 });
  await page.goto(`${LIST}?q=${prefix}&sort=id`);
  await rowsOf(page).last().getByRole("link").focus();
  await seeFocusUpwards();

  await page.setViewportSize({ width: 390, height: 844 });
  await bar.getByRole("button", { name: list.select.start }).click();
  await rowsOf(page).last().getByRole("checkbox").check();
  await seeFocusUpwards();

  await page.setViewportSize({ width: 320, height: 256 });
  await openListMenu(page);
  expect((await bar.locator(".menu-panel").boundingBox())?.height).toBeLessThan(256);
});

test("Escape hides the id that shows whole, and a refused copy is announced", async ({ page, stack }) => {
  const prefix = await seedConnections(stack, "Kioski Kopio Oy", 1);
  await signInAsAdmin(page, stack);
  await page.goto(`${LIST}?q=${prefix}`);
  const row = rowsOf(page).first();
  const width = async () => (await row.locator("code").boundingBox())?.width ?? 0;
  const copy = row.getByRole("button", { name: formatMessage(list.copyId, { business: "Kioski Kopio Oy" }) });
  await copy.focus();
  const whole = await width();
  // Repeated: before the page's script runs, nothing hears of a key.
  await expect(async () => {
    await page.keyboard.press("Escape");
    expect(await width()).toBeLessThan(whole);
  }).toPass();
  await page.evaluate(() => Object.defineProperty(navigator, "clipboard", { value: undefined }));
  await copy.press("Enter");
  await expect(page.getByRole("region", { name: list.title }).getByRole("status")).toHaveText(list.copyFailed);
});

test("other rows take over neither a copied id nor a chosen box, and the tag of the color scheme stays", async ({
  page,
  stack,
}) => {
  const [first, second] = [await seedConnections(stack, "Aamu Oy", 2), await seedConnections(stack, "Ilta Oy", 2)];
  await signInAsAdmin(page, stack);
  await page.goto(`${LIST}?q=${first}`);
  const row = rowsOf(page).first();
  const copied = row.locator("button.copied, button.copyFailed");
  // Repeated: before the page's script runs, nothing hears of a click.
  await expect(async () => {
    await row.getByRole("button", { name: formatMessage(list.copyId, { business: "Aamu Oy" }) }).click();
    await expect(copied).toHaveCount(1, { timeout: 500 });
  }).toPass();
  await row.getByRole("checkbox").check();
  const scheme = page.locator('meta[name="color-scheme"]');
  await scheme.evaluate((tag) => tag.setAttribute("data-seen", ""));

  await page.getByRole("searchbox").fill(second);
  await expect(row).toContainText("Ilta Oy");
  await expect(copied).toHaveCount(0);
  await expect(row.getByRole("checkbox")).not.toBeChecked();
  // Next would replace its own, and the browser would compute all styles again.
  await expect(scheme).toHaveAttribute("data-seen");
});

test("a key leads to the search of every page, until it is switched off", async ({ page, stack }) => {
  await signInAsAdmin(page, stack);
  await page.goto("/admin/merchants");
  const search = page.getByRole("searchbox", { name: en.admin.nav.search });
  await expect(search).toHaveAttribute("aria-keyshortcuts", "/");
  // Repeated: before the page's script runs, nothing hears of a key.
  await expect(async () => {
    await page.keyboard.press("/");
    await expect(search).toBeFocused({ timeout: 500 });
  }).toPass();
  await expect(search).toHaveValue("");
  await page.locator("summary").filter({ hasText: en.admin.nav.account }).click();
  await page.getByRole("checkbox", { name: en.admin.nav.shortcut }).uncheck();
  await expect(search).not.toHaveAttribute("aria-keyshortcuts");
  await page.keyboard.press("Escape");
  await page.keyboard.press("/");
  await expect(search).not.toBeFocused();
});
