import { continueToReceiptHero, fillConnectForm, openMoreOptions, type Wish } from "../fixtures/connect-by-hand.ts";
import { sendConnectForm, startAuthorization } from "../fixtures/connect-over-http.ts";
import { requestsOf } from "../fixtures/db-queries.ts";
import { en, formatMessage, inHtml } from "../fixtures/messages.ts";
import { signUpDirectly } from "../fixtures/sign-in.ts";
import { expect, test } from "../fixtures/test.ts";

const refused: [what: string, wish: Wish, message: string][] = [
  ["an empty label", { label: "  " }, en.validation.required],
  ["a label of 61 characters", { label: "x".repeat(61) }, formatMessage(en.validation.tooLong, { max: "60" })],
  ["a name of 41 characters", { notes: [["k".repeat(41), "v"]] }, formatMessage(en.validation.tooLong, { max: "40" })],
  [
    "a value of 501 characters",
    { notes: [["k", "v".repeat(501)]] },
    formatMessage(en.validation.tooLong, { max: "500" }),
  ],
  ["a note without a name", { notes: [["", "v"]] }, en.validation.required],
  ["the name merchant_id", { notes: [["merchant_id", "v"]] }, en.validation.reservedKey],
  [
    "the same name twice",
    {
      notes: [
        ["shop", "1"],
        [" shop ", "2"],
      ],
    },
    en.validation.duplicateKey,
  ],
  [
    "more than an address can hold",
    {
      notes: [
        ["a", "v".repeat(500)],
        ["b", "v".repeat(500)],
        ["c", "v".repeat(500)],
      ],
    },
    en.validation.authorization_url_too_long,
  ],
];

/** In a browser: one of a field, one of two fields, and one of the form as a whole. The rest differ in the schema alone. */
const DRAWN = ["an empty label", "the same name twice", "more than an address can hold"];

for (const [what, wish, message] of refused.filter(([name]) => !DRAWN.includes(name))) {
  test(`the form refuses ${what}, and keeps what was typed, without JavaScript`, async ({ context, stack }) => {
    const user = await signUpDirectly(context, stack);
    const answer = await sendConnectForm(context, wish);
    const [form = ""] = /<main[\s\S]*<\/main>/.exec(await answer.text()) ?? [];
    expect(form).toContain(inHtml(message));
    for (const value of (wish.notes ?? []).flat()) expect(form).toContain(value && `value="${value}"`);
    expect(await requestsOf(stack, user)).toEqual([]);
  });
}

for (const [what, wish, message] of refused.filter(([name]) => DRAWN.includes(name))) {
  test(`the form refuses ${what}, and keeps what was typed`, async ({ page, stack }) => {
    const user = await signUpDirectly(page, stack);
    await page.goto("/connections/new");
    await fillConnectForm(page, wish);
    await page.getByRole("button", { name: en.connect.submit }).click();
    await expect(page.getByText(message)).toBeVisible();
    await expect(page.getByRole("alert").first()).toBeVisible();
    expect(await requestsOf(stack, user)).toEqual([]);

    if (wish.label !== undefined) {
      await expect(page.getByLabel(en.connect.label, { exact: true })).toHaveValue(wish.label);
    }
    for (const [index, [, value]] of (wish.notes ?? []).entries()) {
      await expect(page.getByLabel(formatMessage(en.connect.valueOf, { number: String(index + 1) }))).toHaveValue(
        value,
      );
    }
  });
}

test("a form that is sent offline is held back, and keeps what was typed", async ({ page, stack }) => {
  const user = await signUpDirectly(page, stack);
  await page.goto("/connections/new");
  await fillConnectForm(page, { label: "Corner shop" });
  await page.context().setOffline(true);
  await page.getByRole("button", { name: en.connect.submit }).click();
  await expect(page.getByText(en.app.offline)).toBeVisible();
  await expect(page.getByLabel(en.connect.label, { exact: true })).toHaveValue("Corner shop");
  await page.context().setOffline(false);
  await expect(page.getByText(en.app.offline)).toHaveCount(0);
  await page.getByRole("button", { name: en.connect.submit }).click();
  await expect.poll(() => requestsOf(stack, user)).toHaveLength(1);
});

test("without JavaScript a refused form keeps what was typed as well", async ({ openBrowser, stack }) => {
  const page = await openBrowser({ javaScriptEnabled: false });
  const user = await signUpDirectly(page, stack);
  await page.goto("/connections/new");
  await fillConnectForm(page, { notes: [["merchant_id", "mine"]] });
  await page.getByLabel(en.connect.label, { exact: true }).fill("Ilman skriptejä");
  await page.getByRole("checkbox", { name: en.scopes["receipt:write"].title }).uncheck();
  await page.getByRole("button", { name: en.connect.submit }).click();
  await expect(page.getByText(en.validation.reservedKey)).toBeVisible();
  await expect(page.getByLabel(formatMessage(en.connect.valueOf, { number: "1" }))).toHaveValue("mine");
  await expect(page.getByRole("checkbox", { name: en.scopes["receipt:write"].title })).not.toBeChecked();
  await expect(page.getByLabel(en.connect.label, { exact: true })).toHaveValue("Ilman skriptejä");
  expect(await requestsOf(stack, user)).toEqual([]);
});

test("the form refuses no scope at all", async ({ page, stack }) => {
  const user = await signUpDirectly(page, stack);
  await page.goto("/connections/new");
  await page.getByRole("checkbox", { name: en.scopes["receipt:read"].title }).uncheck();
  await page.getByRole("checkbox", { name: en.scopes["receipt:write"].title }).uncheck();
  await page.getByRole("button", { name: en.connect.submit }).click();
  await expect(page.getByText(en.validation.noScope)).toBeVisible();
  expect(await requestsOf(stack, user)).toEqual([]);

  await page.getByRole("checkbox", { name: en.scopes["receipt:read"].title }).check();
  await continueToReceiptHero(page);
  expect(new URL(page.url()).searchParams.get("scope")).toBe("receipt:read");
});

test("the form has room for twenty notes", async ({ page, stack }) => {
  await signUpDirectly(page, stack);
  await page.goto("/connections/new");
  await openMoreOptions(page);
  const add = page.getByRole("button", { name: en.connect.add });
  for (let number = 1; number <= 20; number += 1) {
    await add.click();
    await expect(
      page.getByLabel(formatMessage(en.connect.keyOf, { number: String(number) }), { exact: true }),
    ).toBeVisible();
  }
  await expect(add).toHaveCount(0);
});

test("the form accepts what fits exactly", async ({ context, stack }) => {
  await signUpDirectly(context, stack);
  const consent = await startAuthorization(context, {
    label: "🦊".repeat(60),
    notes: [["k".repeat(40), "v".repeat(500)]],
  });
  expect(consent).toContain(`${stack.sandbox.pages}/auth?`);
});
