import { businessOf } from "../fixtures/business.ts";
import { requestsOf } from "../fixtures/db-queries.ts";
import { en, formatMessage, inHtml } from "../fixtures/messages.ts";
import { actionFields, type HandMadeField, postByHand, postFields } from "../fixtures/raw-form-post.ts";
import { signUpDirectly } from "../fixtures/sign-in.ts";
import { expect, test } from "../fixtures/test.ts";

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
