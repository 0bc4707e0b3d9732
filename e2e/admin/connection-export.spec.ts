import { readFile } from "node:fs/promises";
import { countLine, LIST, openListMenu, rangeOf, seedConnections } from "../fixtures/connection-list.ts";
import { redirectOf } from "../fixtures/html.ts";
import { en, formatMessage } from "../fixtures/messages.ts";
import { signInAsAdmin, signUpDirectly } from "../fixtures/sign-in.ts";
import { expect, test } from "../fixtures/test.ts";

const { connections: list } = en.admin;

test("exports are for staff alone, and say what was wrong with them", async ({ page, openContext, stack }) => {
  const address = `${LIST}/export?format=csv`;
  const anonymous = await page.request.get(address, { maxRedirects: 0 });
  expect(redirectOf(anonymous)).toMatch(/^\/sign-in/);
  const merchant = await openContext();
  await signUpDirectly(merchant, stack);
  expect((await merchant.request.get(address)).status()).toBe(404);

  await seedConnections(stack, "Kahvila Iltatähti", 1);
  const { email } = await signInAsAdmin(page, stack);
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
  await openListMenu(page);
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

test("more connections than are counted exactly are found, counted and exported", async ({ page, stack }) => {
  const ROWS = 20_000;
  await seedConnections(stack, "Ketju Suuri Oyj", ROWS);
  await stack.database.rows("ANALYZE");
  await signInAsAdmin(page, stack);
  await page.goto(`${LIST}?q=ketju+suuri`);
  // An estimate with two digits, which the statistics of a fresh ANALYZE make a good one.
  const estimate = formatMessage(list.count.about, { from: 1, to: 50, count: "(?:1[89]|2[012]),000" });
  await expect(countLine(page)).toHaveText(new RegExp(`^${estimate} ${list.count.exactly}$`));
  await page.getByRole("link", { name: list.count.exactly }).click();
  await expect(countLine(page)).toHaveText(rangeOf(1, 50, "20,000"));
  const download = page.waitForEvent("download");
  await openListMenu(page);
  await page.getByRole("link", { name: list.bulk.csv }).click();
  const text = await readFile(await (await download).path(), "utf8");
  const records = text.split("\r\n");
  expect(records).toHaveLength(ROWS + 2);
  expect(new Set(records).size).toBe(ROWS + 2);
});
