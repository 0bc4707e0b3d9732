import { readFile } from "node:fs/promises";
import { checkAccessibility } from "../fixtures/accessibility.ts";
import { countLine, LIST, rangeOf, rowsOf, seedConnections, shownIds } from "../fixtures/connection-list.ts";
import { adminRow } from "../fixtures/disconnecting.ts";
import { tabTo } from "../fixtures/keyboard.ts";
import { en, formatMessage } from "../fixtures/messages.ts";
import { signInAsAdmin } from "../fixtures/sign-in.ts";
import { expect, test } from "../fixtures/test.ts";

const { connections: list } = en.admin;

/** How many connections of a bakery there are: more than two pages. */
const MANY = 120;

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
