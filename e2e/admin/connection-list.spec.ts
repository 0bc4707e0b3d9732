import { readFile } from "node:fs/promises";
import type { Page } from "@playwright/test";
import { checkAccessibility } from "../fixtures/accessibility.ts";
import { enter, enterAsAdmin, signIn } from "../fixtures/actions.ts";
import { adminRow } from "../fixtures/disconnecting.ts";
import { tabTo } from "../fixtures/keyboard.ts";
import { en, words } from "../fixtures/messages.ts";
import { ADMIN, type Stack } from "../fixtures/stack.ts";
import { expect, test } from "../fixtures/test.ts";

const LIST = "/admin/connections";
const { connections: list } = en.admin;

/** The number of the bakery's connections: more than two pages. */
const MANY = 120;

/**
 * Creates a merchant with connections that are older than any journey's.
 * @returns the prefix of all their ids
 */
async function seed(stack: Stack, business: string, count: number): Promise<string> {
  const { id } = await stack.database.row<{ id: string }>(`INSERT INTO "Merchant" (name) VALUES ($1) RETURNING id`, [
    business,
  ]);
  const prefix = `rh-${id.slice(0, 8)}`;
  await stack.database.rows(
    `INSERT INTO "Connection" ("receiptheroId", "merchantId", label, scopes, "partnerMetadata", "sealedToken", "connectedAt")
     SELECT format('%s-%s', $1::text, lpad(n::text, 6, '0')), $2, 'Shop ' || n,
            CASE WHEN n % 2 = 0 THEN '{receipt:read}' ELSE '{receipt:read,receipt:write}' END::text[],
            jsonb_build_object('till', $1 || '/' || n), 'sealed', '2020-01-01Z'::timestamptz + n * interval '1 second'
       FROM generate_series(1, $3::int) n`,
    [prefix, id, count],
  );
  return prefix;
}

/** Types into the search. The page's script ignores input before it runs, so this types repeatedly. */
async function search(page: Page, text: string): Promise<void> {
  const field = page.getByRole("searchbox", { name: list.search.label });
  await expect(async () => {
    await field.fill("");
    await field.fill(text);
    await page.waitForURL((url) => url.searchParams.get("q") === text, { timeout: 2_000 });
  }).toPass();
}

const rowsOf = (page: Page) => page.getByRole("table").locator("tbody tr");
const countLine = (page: Page) => page.getByRole("region", { name: list.bulk.label }).getByRole("status");
const shownIds = (page: Page) => rowsOf(page).locator("code").allTextContents();

test("sorted by business, the list is in the order of Finns and Swedes", async ({ page, stack }) => {
  for (const name of ["Öja", "Åbo", "Zorro", "Ähtäri"]) await seed(stack, `${name} Aakkosto`, 1);
  await enterAsAdmin(page, stack);
  const sorted = ["Zorro Aakkosto", "Åbo Aakkosto", "Ähtäri Aakkosto", "Öja Aakkosto"];
  await page.goto(`${LIST}?q=aakkosto&sort=business`);
  await expect(rowsOf(page)).toContainText(sorted);
  await page.goto(`${LIST}?q=aakkosto&sort=-business`);
  await expect(rowsOf(page)).toContainText(sorted.toReversed());
});

test("found by half a name, by a metadata value and by id; kept over reload and back, and sent to a member", async ({
  page,
  openBrowser,
  stack,
}) => {
  const prefix = await seed(stack, "Kultasepänliike Välimäki Oy", 3);
  await enterAsAdmin(page, stack);
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

  const member = await openBrowser();
  await member.goto(address);
  await signIn(member, stack, ADMIN);
  // The return path after signing in encodes a colon in the query. The query stays the same.
  await member.waitForURL(({ searchParams }) => `${searchParams}` === `${new URL(address).searchParams}`);
  await expect(rowsOf(member)).toHaveCount(2);

  await search(page, "nobody is called that");
  await expect(page.getByText(list.none.nothing.title)).toBeVisible();
  await page.getByRole("link", { name: list.none.nothing.back }).click();
  await expect(page.getByRole("searchbox")).toHaveValue("");
  await expect(rowsOf(page).first()).toBeVisible();
});

test("sorted, paged there and back, and with other columns", async ({ page, stack }) => {
  const prefix = await seed(stack, "Leipomo Kulmala Ky", MANY);
  const id = (n: number) => `${prefix}-${String(n).padStart(6, "0")}`;
  const ids = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, index) => id(from + index));
  await enterAsAdmin(page, stack);
  await page.goto(`${LIST}?q=${prefix}&sort=id`);
  await expect.poll(() => shownIds(page)).toEqual(ids(1, 50));
  await expect(countLine(page)).toHaveText(`${MANY} connections`);
  const next = page.getByRole("link", { name: list.pages.next });
  await next.click();
  await expect.poll(() => shownIds(page)).toEqual(ids(51, 100));
  await expect.poll(() => page.evaluate(() => window.scrollY)).toBe(0);
  await next.click();
  await expect.poll(() => shownIds(page)).toEqual(ids(101, MANY));
  await expect(next).toHaveCount(0);
  await page.reload();
  expect(await shownIds(page)).toEqual(ids(101, MANY));
  await page.getByRole("link", { name: list.pages.previous }).click();
  await expect.poll(() => shownIds(page)).toEqual(ids(51, 100));

  await page.getByRole("link", { name: list.columns.id }).click();
  await expect(page.getByRole("columnheader", { name: list.columns.id })).toHaveAttribute("aria-sort", "descending");
  await expect.poll(() => shownIds(page)).toEqual(ids(MANY - 49, MANY).reverse());

  await page.locator("summary").click();
  await page.getByRole("checkbox", { name: list.columns.metadata }).check();
  await expect(page.getByRole("columnheader", { name: list.columns.metadata })).toBeVisible();
  await expect(rowsOf(page).first()).toContainText(`till: ${prefix}/${MANY}`);
  await page.getByRole("checkbox", { name: list.columns.connectedAt, exact: true }).uncheck();
  await expect(page.getByRole("columnheader", { name: list.columns.connectedAt, exact: true })).toHaveCount(0);
  await page.keyboard.press("Escape");
  await expect(page.getByRole("checkbox", { name: list.columns.metadata })).toBeHidden();
  await expect(page.locator("summary")).toBeFocused();
  await page.reload();
  await expect(page.getByRole("columnheader")).toHaveCount(6);
});

test("the whole list and its bulk actions work by keyboard alone", async ({ page, stack }) => {
  const prefix = await seed(stack, "Bageri Skärgård Ab", MANY);
  await enterAsAdmin(page, stack);
  await page.goto(LIST);
  await tabTo(page, page.getByRole("searchbox"));
  await page.keyboard.type("skärgård");
  await expect(countLine(page)).toHaveText(`${MANY} connections`);
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
  const selectAll = bar.getByRole("button", { name: words(list.select.selectCount, { count: MANY }), exact: true });
  await expect(selectAll).toBeVisible();
  await tabTo(page, selectAll, 9, "Shift+Tab");
  await page.keyboard.press("Enter");
  await expect(countLine(page)).toHaveText(words(list.select.allCount, { count: MANY }));
  const disconnect = bar.getByRole("link", { name: list.bulk.disconnect });
  await tabTo(page, disconnect);
  await expect(disconnect).toHaveAttribute(
    "href",
    `/admin/bulk/new?${new URLSearchParams({ q: "skärgård", all: "1" })}`,
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
  await expect(disconnect).toHaveAttribute("href", `/admin/bulk/new?ids=${first}&ids=${second}`);
  await tabTo(page, bar.getByRole("link", { name: list.bulk.ndjson }), 20, "Shift+Tab");
  const download = page.waitForEvent("download");
  await page.keyboard.press("Enter");
  const lines = (await readFile(await (await download).path(), "utf8")).trim().split("\n");
  expect(lines.map((line) => JSON.parse(line).receipthero_id)).toEqual([first, second].sort());

  await tabTo(page, page.getByRole("link", { name: list.pages.next }), 150);
  await page.keyboard.press("Enter");
  await expect.poll(async () => (await shownIds(page)).includes(first)).toBe(false);
  await expect(countLine(page)).toHaveText(`${MANY} connections`);
  expect((await shownIds(page)).every((id) => id.startsWith(prefix))).toBe(true);

  const chip = page.getByRole("link", { name: /skärgård/ });
  await tabTo(page, chip, 150, "Shift+Tab");
  await page.keyboard.press("Enter");
  await expect(chip).toHaveCount(0);
  await expect(page.locator("main:focus")).toBeVisible();
});

test("exports are for staff alone, and state the reason of a refusal", async ({ page, openBrowser, stack }) => {
  const address = `${LIST}/export?format=csv`;
  const anonymous = await page.request.get(address, { maxRedirects: 0 });
  expect(anonymous.status()).toBe(303);
  expect(anonymous.headers().location).toContain("/sign-in");
  const merchant = await openBrowser();
  await enter(merchant, stack);
  expect((await merchant.request.get(address)).status()).toBe(404);

  await seed(stack, "Kahvila Iltatähti", 1);
  const { email } = await enterAsAdmin(page, stack);
  const wrong = [
    "format=xls",
    "",
    "format=csv&health=unwell",
    "format=csv&q=ab",
    "format=csv&format=csv",
    "format=csv&ids=%20",
  ];
  for (const query of wrong) {
    const refused = await page.request.get(`${LIST}/export?${query}`);
    expect(refused.status(), query).toBe(400);
    expect(await refused.json()).toEqual({ error: { code: "malformed", message: list.export.malformed } });
  }
  await stack.database.rows(`UPDATE "User" SET role = 'SUPPORT' WHERE email = $1`, [email]);
  await page.goto(LIST);
  await page.getByRole("checkbox", { name: list.select.page }).check();
  await expect(page.getByRole("link", { name: list.bulk.csv })).toHaveAttribute("href", /ids=/);
  await expect(page.getByRole("link", { name: list.bulk.disconnect })).toHaveCount(0);
  expect((await page.request.get(address)).status()).toBe(200);

  await page.goto(`${LIST}?health=unwell`);
  await expect(page.getByText(en.admin.lists.refused)).toBeVisible();
  await page.goto(`${LIST}?q=${"x".repeat(201)}`);
  await expect(page.getByText(en.admin.lists.refused)).toBeVisible();
  await page.goto(`${LIST}?from=2026-02-02&to=2026-02-01`);
  await expect(page.getByText(en.admin.lists.reversed)).toBeVisible();
});

test("a hundred thousand rows are exported, and found in", async ({ page, stack }) => {
  const ROWS = 100_000;
  // Building the search index once is faster than updating it for each row.
  const { indexdef } = await stack.database.row<{ indexdef: string }>(
    `SELECT indexdef FROM pg_indexes WHERE indexname = 'ConnectionListing_searchText_idx'`,
  );
  await stack.database.rows(`DROP INDEX "ConnectionListing_searchText_idx"`);
  await seed(stack, "Ketju Suuri Oyj", ROWS);
  await stack.database.rows(indexdef);
  await stack.database.rows("ANALYZE");
  await enterAsAdmin(page, stack);
  await page.goto(`${LIST}?q=ketju+suuri`);
  // An estimate with two digits, which the statistics of a fresh ANALYZE make a good one.
  const estimate = words(list.count.about, { count: "(?:9\\d|100|110),000" });
  await expect(countLine(page)).toHaveText(new RegExp(`^${estimate} ${list.count.exactly}$`));
  await page.getByRole("link", { name: list.count.exactly }).click();
  await expect(countLine(page)).toHaveText("100,000 connections");
  const download = page.waitForEvent("download");
  await page.getByRole("link", { name: list.bulk.csv }).click();
  const text = await readFile(await (await download).path(), "utf8");
  const records = text.split("\r\n");
  expect(records).toHaveLength(ROWS + 2);
  expect(new Set(records).size).toBe(ROWS + 2);
});
