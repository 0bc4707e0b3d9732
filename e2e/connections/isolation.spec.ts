import { MERCHANT_FIELD } from "../../lib/forms/merchant-field.ts";
import { USER_MARK_FIELD } from "../../lib/forms/user-mark-field.ts";
import { businessOf, settingsOf } from "../fixtures/business.ts";
import { connect, disconnect } from "../fixtures/connect-over-http.ts";
import { openOtherSite } from "../fixtures/cross-origin-site.ts";
import { connectionsOf, everythingOf } from "../fixtures/db-queries.ts";
import { untilDisconnected } from "../fixtures/disconnecting.ts";
import { type Deed, NOBODYS, seeNoDifference } from "../fixtures/expect-indistinguishable.ts";
import { en } from "../fixtures/messages.ts";
import { actionFields, type Client, type HandMadeField, postFields } from "../fixtures/raw-form-post.ts";
import { signInAsAdmin, signUpDirectly } from "../fixtures/sign-in.ts";
import type { Stack } from "../fixtures/stack.ts";
import { expect, test } from "../fixtures/test.ts";

/** Two merchants with a connection each, in their own browsers; the first one's is the one to be kept safe. */
async function twoMerchants(page: Client, other: Client, stack: Stack) {
  const user = await signUpDirectly(page, stack);
  const theirs = await connect(page, { label: "Secret garden" });
  const stranger = await signUpDirectly(other, stack);
  const own = await connect(other, { label: "Own" }, { account: "Mikko Korhonen" });
  return { user, theirs, stranger, own };
}

test("the pages of another merchant's connection are those of none", async ({ context, openContext, stack }) => {
  const other = await openContext();
  const { user, theirs } = await twoMerchants(context, other, stack);
  const before = await everythingOf(stack, user);
  for (const [rest, headers] of [
    ["", {}],
    ["/disconnect", {}],
    ["?saved=label", {}],
    ["?visit=removed", {}],
    ["", { RSC: "1" }],
    ["/disconnect", { RSC: "1" }],
  ] as const) {
    const deed: Deed = (id) => other.request.get(`/connections/${id}${rest}`, { headers, maxRedirects: 0 });
    const answer = await seeNoDifference(deed, theirs);
    if (!("RSC" in headers)) expect(answer).toMatchObject({ status: 404 });
    expect(answer.text).not.toContain("Secret garden");
    expect(await (await deed(theirs)).text()).not.toContain("Secret garden");
  }
  for (const path of ["/connections", await settingsOf(other)]) {
    const html = await (await other.request.get(path)).text();
    expect(html).toContain("Own");
    expect(html).not.toContain("Secret garden");
    expect(html).not.toContain(theirs);
  }
  expect(await everythingOf(stack, user)).toEqual(before);
});

const actions: [name: string, page: string, button: string, fields: HandMadeField[]][] = [
  ["relabelling", "", en.connect.save, [["label", "Taken over"]]],
  ["visiting the membership view", "", en.connection.change, []],
  ["disconnecting", "/disconnect", "", []],
];

for (const [name, rest, button, more] of actions) {
  test(`another merchant's connection is as none for ${name}, whichever way the action is posted`, async ({
    page,
    openContext,
    stack,
  }) => {
    const other = await openContext();
    const { user, theirs, stranger, own } = await twoMerchants(page, other, stack);
    const before = [await everythingOf(stack, user), await everythingOf(stack, stranger)];
    const action = await actionFields(other, `/connections/${own}${rest}`, button);
    expect(action).not.toEqual([]);
    const fieldsFor = (id: string): HandMadeField[] => [...action, ["receiptheroId", id], ...more];

    const business = await businessOf(other);
    const targets = [
      (id: string) => `/connections/${id}${rest}`,
      () => `/connections/${own}${rest}`,
      () => `${business}/connections`,
      () => `${business}/connections/new`,
      () => `${business}/settings`,
      () => "/settings",
    ];
    for (const target of targets) {
      const answer = await seeNoDifference((id) => postFields(other, stack, target(id), fieldsFor(id)), theirs);
      expect(answer.location ?? "").not.toContain("/membership");
      expect(answer.text).not.toContain("Secret garden");
      expect([await everythingOf(stack, user), await everythingOf(stack, stranger)]).toEqual(before);
    }
    const [, actionId] = /^\$ACTION_ID_(\w+)$/.exec(String(action[0]?.[0])) ?? [];
    if (actionId) {
      const marks = action.flatMap(([name, value]): HandMadeField[] =>
        name === USER_MARK_FIELD || name === MERCHANT_FIELD ? [[`_1_${name}`, value]] : [],
      );
      expect(marks).toHaveLength(2);
      const asScript: HandMadeField[] = [...marks, ["0", '["$K1"]']];
      for (const target of ["/connections", `/connections/${own}${rest}`]) {
        const deed: Deed = (id) =>
          postFields(other, stack, target, [["_1_receiptheroId", id], ...asScript], { "Next-Action": actionId });
        await seeNoDifference(deed, theirs);
        expect([await everythingOf(stack, user), await everythingOf(stack, stranger)]).toEqual(before);
      }
    }
    expect((await stack.sandbox.state()).revocations.requests).toBe(0);

    await test.step("signed out it asks to sign in", async () => {
      const visitor = await openContext();
      const response = await postFields(visitor, stack, `/connections/${own}${rest}`, fieldsFor(theirs));
      expect(response.status()).toBe(303);
      expect(response.headers().location).toContain("/sign-in");
      expect(await everythingOf(stack, user)).toEqual(before[0]);
    });
    await test.step("another site's form cannot do it for its owner", async () => {
      const owners = await actionFields(page, `/connections/${theirs}${rest}`, button);
      expect(owners).not.toEqual([]);
      const address = `${stack.app.url}/connections/${theirs}${rest}`;
      const site = await openOtherSite(page, address, [...owners, ["receiptheroId", theirs], ...more]);
      await site.send("post");
      await page.waitForURL((url) => url.origin === stack.app.url);
      expect(await everythingOf(stack, user)).toEqual(before[0]);
    });
    await test.step("and on the own connection the very same works", async () => {
      const response = await postFields(other, stack, `/connections/${own}${rest}`, fieldsFor(own));
      expect(response.status()).toBe(303);
      expect(await everythingOf(stack, stranger)).not.toEqual(before[1]);
    });
  });
}

test("the admin's retry is for admins, whichever way it is posted", async ({ context, openContext, stack }) => {
  const other = await openContext();
  const { user, theirs, stranger } = await twoMerchants(context, other, stack);
  await stack.sandbox.setFault("revoke", "503");
  await disconnect(context, theirs);
  const admin = await openContext();
  await signInAsAdmin(admin, stack);
  const action = await actionFields(admin, "/admin/connections", en.admin.connections.retry);
  expect(action).not.toEqual([]);
  const before = [await everythingOf(stack, user), await everythingOf(stack, stranger)];

  for (const browser of [other, context]) {
    for (const target of ["/admin", "/connections", `/connections/${theirs}`]) {
      const deed: Deed = (id) => postFields(browser, stack, target, [...action, ["receiptheroId", id]]);
      const answer = await seeNoDifference(deed, theirs);
      expect(answer.status).toBeGreaterThanOrEqual(400);
    }
    expect((await browser.request.get("/admin")).status()).toBe(404);
  }
  expect([await everythingOf(stack, user), await everythingOf(stack, stranger)]).toEqual(before);

  const missing = await postFields(admin, stack, "/admin/connections", [...action, ["receiptheroId", NOBODYS]]);
  expect(missing.status()).toBe(404);
  await stack.sandbox.clearFaults();
  expect((await postFields(admin, stack, "/admin/connections", [...action, ["receiptheroId", theirs]])).ok()).toBe(
    true,
  );
  await untilDisconnected(stack, user);
  expect(await connectionsOf(stack, stranger)).toMatchObject([{ status: "ACTIVE" }]);
});

test("a return from the membership view says nothing about another's connection", async ({
  context,
  openContext,
  stack,
}) => {
  const other = await openContext();
  const { user, theirs, stranger } = await twoMerchants(context, other, stack);
  const before = [await everythingOf(stack, user), await everythingOf(stack, stranger)];
  for (const status of ["cancelled", "modified", "removed", "made_up"]) {
    const deed: Deed = (id) =>
      other.request.get(`/api/receipthero/membership?${new URLSearchParams({ status, receipthero_id: id })}`, {
        maxRedirects: 0,
      });
    const answer = await seeNoDifference(deed, theirs);
    expect(answer).toMatchObject({ status: 303, location: expect.stringMatching(/\/connections\?visit=unmatched$/) });
  }
  expect([await everythingOf(stack, user), await everythingOf(stack, stranger)]).toEqual(before);
});
