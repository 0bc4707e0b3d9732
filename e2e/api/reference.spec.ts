import { checkAccessibility } from "../fixtures/accessibility.ts";
import { callApi } from "../fixtures/api.ts";
import { expect, test } from "../fixtures/test.ts";

test("the reference shows every operation and every code, with nothing from elsewhere", async ({ page, stack }) => {
  const loaded: string[] = [];
  page.on("request", (request) => loaded.push(new URL(request.url()).origin));
  const refused: string[] = [];
  page.on("console", (message) => message.type() === "error" && refused.push(message.text()));
  await page.goto("/docs/api");
  const { paths } = await (await callApi(stack, "/openapi.json")).json();
  const operations = Object.values(paths).flatMap((methods) => Object.values(methods as object));
  for (const { operationId, summary } of operations) {
    await expect(page.locator(`#${operationId}`)).toHaveText(summary);
  }
  const { type } = await (await callApi(stack, "/connections")).json();
  await page.goto(type);
  await expect(page.locator(":target")).toContainText("unauthorized");
  await checkAccessibility(page);
  expect(new Set(loaded)).toEqual(new Set([stack.app.url]));
  expect(refused).toEqual([]);
});

test("the English of the reference is marked as such on a Finnish page", async ({ openBrowser }) => {
  const page = await openBrowser({ locale: "fi-FI" });
  await page.goto("/docs/api");
  const main = page.getByRole("main");
  await expect(page.locator("html")).toHaveAttribute("lang", "fi");
  await expect(main.locator("p").first().locator("[lang=en]")).toContainText("JSON in");
  await expect(main.locator("h3:not([lang=en]), h2:not([lang=en]):not(#problems), nav a:not([lang=en])")).toHaveCount(
    0,
  );
  await expect(main.locator("h3").first()).toBeVisible();
});
