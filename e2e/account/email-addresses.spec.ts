import { CONNECTIONS, settingsOf } from "../fixtures/business.ts";
import { readPage } from "../fixtures/html.ts";
import { en, formatMessage } from "../fixtures/messages.ts";
import { sendForm } from "../fixtures/raw-form-post.ts";
import { newestLink, newUser, signUpDirectly } from "../fixtures/sign-in.ts";
import { followLink, requestLink, signInOverHttp } from "../fixtures/sign-in-over-http.ts";
import { expect, test } from "../fixtures/test.ts";

/** Emails as users type them, as they are stored, and as pages show them. */
const ADDRESSES = [
  ["Matti@Kahvila-Ähtäri.fi", "matti@xn--kahvila-htri-ncbc.fi", "matti@kahvila-ähtäri.fi"],
  ["info&myynti@example.fi", "info&myynti@example.fi", "info&myynti@example.fi"],
  ["a@example.xn--p1ai", "a@example.xn--p1ai", "a@example.xn--p1ai"],
] as const;

test("an international address signs in as users type and read it", async ({ page, stack }) => {
  const [typed, stored, shown] = ADDRESSES[0];
  await page.goto("/sign-in");
  await page.getByLabel(en.signIn.email).fill(typed);
  await page.getByRole("button", { name: en.signIn.submit }).click();
  await page.waitForURL("/sign-in/check-mail");
  await page.goto(await newestLink(stack, stored));
  await expect(page.getByText(shown)).toBeVisible();
});

for (const [typed, stored, shown] of ADDRESSES) {
  test(`${typed} is one account in every spelling`, async ({ context, openContext, stack }) => {
    await requestLink(context, typed);
    await followLink(context, await newestLink(stack, stored));
    await sendForm(context, "/welcome", { name: "Kahvila" });
    expect(await readPage(context, "/settings")).toContain(shown);

    const second = await openContext();
    await requestLink(second, stored.toUpperCase());
    expect(await followLink(second, await newestLink(stack, stored))).toMatch(CONNECTIONS);
    expect(await stack.database.rows(`SELECT email FROM "User"`)).toEqual([{ email: stored }]);
  });

  test(`${typed} is invited, and joins`, async ({ context, openContext, stack }) => {
    const host = await signUpDirectly(context, stack);
    await sendForm(context, await settingsOf(context), { email: typed, role: "MEMBER" }, en.settings.members.submit);
    expect(await readPage(context, await settingsOf(context))).toContain(shown);

    const member = await openContext();
    await sendForm(member, await newestLink(stack, stored), {}, en.invitation.signInButton);
    expect(await followLink(member, await newestLink(stack, stored))).toBe("/invitation");
    await sendForm(member, "/invitation", {}, formatMessage(en.invitation.submit, { business: host.business }));
    const { business } = await stack.database.row<{ business: string }>(
      `SELECT m.name AS business FROM "User" u JOIN "Member" b ON b."userId" = u.id JOIN "Merchant" m ON m.id = b."merchantId" WHERE u.email = $1`,
      [stored],
    );
    expect(business).toBe(host.business);
  });
}

test("an address of ADMIN_EMAILS is an admin as users write it, and is found by it", async ({ openContext, stack }) => {
  const app = await stack.startAnotherApp({ ADMIN_EMAILS: "Ville@Hallinto-Ähtäri.fi, info&hallinto@example.fi" });
  const admin = await openContext({ baseURL: app.url });
  await requestLink(admin, "ville@hallinto-a\u0308hta\u0308ri.fi");
  expect(await followLink(admin, await newestLink(stack, "ville@xn--hallinto-htri-jfbc.fi"))).toBe("/admin");
  const found = await admin.request.get(`/admin/users?${new URLSearchParams({ q: "VILLE@hallinto-ähtäri.fi" })}`);
  expect(await found.text()).toMatch(/<td[\s\S]*ville@hallinto-ähtäri\.fi[\s\S]*<\/td>/);
  await app.stop();
});

test("a text that a mail server would read as two addresses or a header is refused, and stays in the form", async ({
  page,
  stack,
}) => {
  await page.goto("/sign-in");
  for (const typed of ["Anna <anna@example.fi>", '"anna"@example.fi', "a@example.fi,b@example.fi", "a@b@example.fi"]) {
    await page.getByLabel(en.signIn.email).fill(typed);
    await page.getByRole("button", { name: en.signIn.submit }).click();
    await expect(page.getByText(en.validation.email)).toBeVisible();
    await expect(page.getByLabel(en.signIn.email)).toHaveValue(typed);
  }
  expect(await stack.sandbox.allMails()).toEqual([]);
});

test("a name that nobody can see, and one that turns the direction, are refused and stay in the form", async ({
  page,
  stack,
}) => {
  await signInOverHttp(page, stack, newUser().email);
  await page.goto("/welcome");
  for (const [name, problem] of [
    ["\u3164", en.validation.invisible],
    ["\u2800\u200B", en.validation.invisible],
    ["Kahvila \u202Eumaa", en.validation.directionMark],
  ] as const) {
    await page.getByLabel(en.welcome.name).fill(name);
    await page.getByRole("button", { name: en.welcome.submit }).click();
    await expect(page.getByText(problem)).toBeVisible();
    await expect(page.getByLabel(en.welcome.name)).toHaveValue(name);
  }
  await page.getByLabel(en.welcome.name).fill("👩‍🍳 Keittiö");
  await page.getByRole("button", { name: en.welcome.submit }).click();
  await page.waitForURL(CONNECTIONS);
});
