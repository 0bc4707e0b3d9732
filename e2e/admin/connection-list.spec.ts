import type { Page } from "@playwright/test";
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
import { en } from "../fixtures/messages.ts";
import { signInAsAdmin } from "../fixtures/sign-in.ts";
import { expect, test } from "../fixtures/test.ts";

const { connections: list } = en.admin;

/** The number of the bakery's connections: more than two pages. */
const MANY = 120;

/** Types into the search. Before the page's script runs nothing hears of it, so it is typed again. */
async function search(page: Page, text: string): Promise<void> {
  const field = page.getByRole("searchbox", { name: list.search.label });
  await expect(async () => {
    await field.fill("");
    await field.fill(text);
    await page.waitForURL((url) => url.searchParams.get("q") === text, { timeout: 2_000 });
  }).toPass();
}

test("sorted by business, the list is in the order of Finns and Swedes", async ({ page, stack }) => {
  for (const name of ["Öja", "Åbo", "Zorro", "Ähtäri"]) await seedConnections(stack, `${name} Aakkosto`, 1);
  await signInAsAdmin(page, stack);
  const sorted = ["Zorro Aakkosto", "Åbo Aakkosto", "Ähtäri Aakkosto", "Öja Aakkosto"];
  await page.goto(`${LIST}?q=aakkosto&sort=business`);
  await expect(rowsOf(page)).toContainText(sorted);
  await expect(page.getByRole("navigation", { name: list.pages.label })).toHaveCount(0);
  await page.goto(`${LIST}?q=aakkosto&sort=-business`);
  await expect(rowsOf(page)).toContainText(sorted.toReversed());
});

test("connections are found by half a name, a metadata value and an id, and the search stays over reload and back", async ({
  page,
  stack,
}) => {
  const prefix = await seedConnections(stack, "Kultasepänliike Välimäki Oy", 3);
  await signInAsAdmin(page, stack);
  await page.goto(LIST);
  await search(page, "pänliike väli");
  await expect(rowsOf(page)).toHaveCount(3);
  await search(page, `till:${prefix}/2`);
  await expect(rowsOf(page)).toHaveCount(1);
  await expect(adminRow(page, `${prefix}-000002`)).toBeVisible();
  await search(page, `${prefix}-000003`);
  await expect(rowsOf(page)).toHaveCount(1);

  await search(page, "VÄLIMÄKI");
  await page.getByRole("button", { name: list.filter.title }).click();
  await page
    .getByRole("combobox", { name: list.filter.scope })
    .selectOption({ label: en.scopes["receipt:write"].short });
  await expect(rowsOf(page)).toHaveCount(2);
  await page.reload();
  await expect(rowsOf(page)).toHaveCount(2);
  await expect(page.getByRole("searchbox")).toHaveValue("VÄLIMÄKI");
  const address = page.url();
  await rowsOf(page).first().getByRole("link").click();
  await page.getByRole("link", { name: en.admin.connection.back }).click();
  await page.waitForURL(address);
  await expect(rowsOf(page)).toHaveCount(2);
  for (let steps = 0; steps < 3; steps += 1) await page.goBack();
  await expect(rowsOf(page)).toHaveCount(3);
  await expect(page.getByRole("combobox", { name: list.filter.scope })).toHaveValue("");
  await page.goForward();
  await expect(rowsOf(page)).toHaveCount(2);

  await search(page, "nobody is called that");
  await expect(page.getByText(list.none.nothing.title)).toBeVisible();
  await page.getByRole("link", { name: list.none.nothing.back }).click();
  await expect(page.getByRole("searchbox")).toHaveValue("");
  await expect(rowsOf(page).first()).toBeVisible();
});

test("sorted, paged there and back, and with other columns", async ({ page, stack }) => {
  const prefix = await seedConnections(stack, "Leipomo Kulmala Ky", MANY);
  const id = (n: number) => `${prefix}-${String(n).padStart(6, "0")}`;
  const ids = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, index) => id(from + index));
  await signInAsAdmin(page, stack);
  await page.goto(`${LIST}?q=${prefix}&sort=id`);
  await expect.poll(() => shownIds(page)).toEqual(ids(1, 50));
  await expect(countLine(page)).toHaveText(rangeOf(1, 50, MANY));
  const next = page.getByRole("link", { name: list.pages.next });
  await next.click();
  await expect.poll(() => shownIds(page)).toEqual(ids(51, 100));
  await expect(countLine(page)).toHaveText(rangeOf(51, 100, MANY));
  await expect.poll(() => page.evaluate(() => window.scrollY)).toBe(0);
  await next.click();
  await expect.poll(() => shownIds(page)).toEqual(ids(101, MANY));
  await expect(countLine(page)).toHaveText(rangeOf(101, MANY, MANY));
  await expect(next).toHaveCount(0);
  await page.reload();
  expect(await shownIds(page)).toEqual(ids(101, MANY));
  await page.getByRole("link", { name: list.pages.previous }).click();
  await expect.poll(() => shownIds(page)).toEqual(ids(51, 100));
  await expect(countLine(page)).toHaveText(rangeOf(51, 100, MANY));

  await page.getByRole("link", { name: list.columns.id }).click();
  await expect(page.getByRole("columnheader", { name: list.columns.id })).toHaveAttribute("aria-sort", "descending");
  await expect.poll(() => shownIds(page)).toEqual(ids(MANY - 49, MANY).reverse());

  await openListMenu(page);
  await page.getByRole("checkbox", { name: list.columns.metadata }).check();
  await expect(page.getByRole("columnheader", { name: list.columns.metadata })).toBeVisible();
  await expect(rowsOf(page).first()).toContainText(`till: ${prefix}/${MANY}`);
  await page.getByRole("checkbox", { name: list.columns.connectedAt, exact: true }).uncheck();
  await expect(page.getByRole("columnheader", { name: list.columns.connectedAt, exact: true })).toHaveCount(0);
  await page.keyboard.press("Escape");
  await expect(page.getByRole("checkbox", { name: list.columns.metadata })).toBeHidden();
  await expect(page.getByRole("region", { name: list.bulk.label }).locator("summary")).toBeFocused();
  await page.reload();
  await expect(page.getByRole("columnheader")).toHaveCount(6);
});
