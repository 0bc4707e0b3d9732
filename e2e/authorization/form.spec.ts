import { continueToReceiptHero, fillConnectForm, signUpDirectly, type Wish } from "../fixtures/actions.ts";
import { businessOf } from "../fixtures/business.ts";
import { requestsOf } from "../fixtures/db-queries.ts";
import { en, formatMessage, inHtml } from "../fixtures/messages.ts";
import { sendConnectForm, startAuthorization } from "../fixtures/over-http.ts";
import { actionFields, type HandMadeField, postByHand, postFields } from "../fixtures/raw-form-post.ts";
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

const base: HandMadeField[] = [
  ["label", "By hand"],
  ["scopes", "receipt:read"],
];
const pairs = (count: number): HandMadeField[] =>
  Array.from({ length: count }, (_, index): HandMadeField[] => [
    [`pairs[${index}].key`, `k${index}`],
    [`pairs[${index}].value`, "v"],
  ]).flat();

const handMade: [what: string, fields: HandMadeField[], message: string][] = [
  ["a 21st note", [...base, ...pairs(21)], formatMessage(en.validation.tooManyPairs, { fields: 20 })],
  ["a note at a far place", [...base, ["pairs[999].key", "k"], ["pairs[999].value", "v"]], ""],
  [
    "a scope that is not offered",
    [
      ["label", "x"],
      ["scopes", "receipt:delete"],
    ],
    en.validation.scopeNotOffered,
  ],
  ["no field at all", [], en.connect.problems],
  ["two labels", [...base, ["label", "Again"]], ""],
  [
    "NUL in the label",
    [
      ["label", "a\0b"],
      ["scopes", "receipt:read"],
    ],
    en.validation.unprintable,
  ],
  ["NUL in a note", [...base, ["pairs[0].key", "k"], ["pairs[0].value", "a\0b"]], en.validation.unprintable],
  ["a line break in a name", [...base, ["pairs[0].key", "a\nb"], ["pairs[0].value", "v"]], en.validation.unprintable],
  ["an intent that is none", [...base, ["__intent__", "{"]], ""],
];

for (const [what, fields, message] of handMade) {
  test(`a form made by hand with ${what} gets a message`, async ({ context, stack }) => {
    const user = await signUpDirectly(context, stack);
    const response = await postByHand(context, stack, "/connections/new", fields);
    expect(response.status()).toBe(200);
    // The scripts contain all texts, also those that the page does not show.
    const shown = (await response.text()).replaceAll(/<script[\s\S]*?<\/script>/g, "");
    expect(shown).toContain(inHtml(message));
    expect(await requestsOf(stack, user)).toEqual([]);
  });
}

const hostileNames = [
  "pairs[99999999].key",
  "pairs[0][0][0].key",
  "constructor.x",
  "constructor.prototype.x",
  "__proto__.polluted",
  "pairs.__proto__.x",
  "a..b",
  "a[",
  "a]",
  "[]",
  ".",
  "",
  "label.x",
  "scopes[0].x",
  "pairs[-1].key",
  "pairs[1e3].key",
];

test("no name of a field breaks the server", async ({ context, stack }) => {
  const user = await signUpDirectly(context, stack);
  for (const name of hostileNames) {
    const response = await postByHand(context, stack, "/connections/new", [
      ["label", ""],
      [name, "x"],
    ]);
    expect(response.status(), name).toBe(200);
    expect(await response.text(), name).toContain(en.validation.noScope);
  }
  expect(await requestsOf(stack, user)).toEqual([]);
});

test("bytes that are no text are not stored as they came", async ({ context, stack }) => {
  const user = await signUpDirectly(context, stack);
  // A lone surrogate in UTF-8, and a byte that never occurs in it.
  for (const bytes of [Buffer.from([0xed, 0xa0, 0x80]), Buffer.from([0xff])]) {
    const fields: HandMadeField[] = [
      ["scopes", "receipt:read"],
      ["label", bytes],
    ];
    const response = await postByHand(context, stack, "/connections/new", fields);
    expect([200, 303]).toContain(response.status());
  }
  const labels = await stack.database.rows<{ label: string }>(
    `SELECT label FROM "AuthorizationRequest" r JOIN "User" u ON u.id = r."userId" WHERE u.email = $1`,
    [user.email],
  );
  for (const { label } of labels) expect(label).toMatch(/^\uFFFD+$/);
});

test("a form made by hand that is right is accepted", async ({ context, stack }) => {
  const user = await signUpDirectly(context, stack);
  const response = await postByHand(context, stack, "/connections/new", [...base, ...pairs(1)]);
  expect(response.status()).toBe(303);
  // Without script the answer leads to a page of ours, which leads on.
  const leaving = await context.request.get(response.headers().location ?? "");
  expect(await leaving.text()).toContain(`${stack.sandbox.pages}/auth?`);
  expect(await requestsOf(stack, user)).toHaveLength(1);
});

test("a visitor who is not signed in stores nothing by posting the form", async ({ context, openContext, stack }) => {
  const user = await signUpDirectly(context, stack);
  const form = await postByHand(context, stack, "/connections/new", [...base]);
  expect(form.status()).toBe(303);
  const before = await requestsOf(stack, user);
  const visitor = await openContext();
  const path = `${await businessOf(context)}/connections/new`;
  const response = await postFields(visitor, stack, path, [...(await actionFields(context, path)), ...base]);
  expect([303, 307]).toContain(response.status());
  expect(await requestsOf(stack, user)).toEqual(before);
});
