import { askForLink, enter, newestLink, newUser, openLink, signIn, signOut } from "../fixtures/actions.ts";
import { en, words } from "../fixtures/messages.ts";
import { expect, test } from "../fixtures/test.ts";

/** Emails as users type them, as they are stored, and as pages show them. */
const ADDRESSES = [
  ["Matti@Kahvila-Ähtäri.fi", "matti@xn--kahvila-htri-ncbc.fi", "matti@kahvila-ähtäri.fi"],
  ["info&myynti@example.fi", "info&myynti@example.fi", "info&myynti@example.fi"],
  ["a@example.xn--p1ai", "a@example.xn--p1ai", "a@example.xn--p1ai"],
] as const;

for (const [typed, stored, shown] of ADDRESSES) {
  test(`${typed} signs in, and is one account in every spelling`, async ({ page, openBrowser, stack }) => {
    await page.goto("/sign-in");
    await page.getByLabel(en.signIn.email).fill(typed);
    await page.getByRole("button", { name: en.signIn.submit }).click();
    await page.waitForURL("/sign-in/check-mail");
    await page.goto(await newestLink(stack, stored));
    await expect(page.getByText(shown)).toBeVisible();
    await page.getByRole("button", { name: en.signIn.confirm.button }).click();
    await page.getByLabel(en.welcome.name).fill("Kahvila");
    await page.getByRole("button", { name: en.welcome.submit }).click();
    await page.waitForURL("/connections");
    await page.goto("/settings");
    await expect(page.getByRole("main")).toContainText(shown);

    const plain = await openBrowser({ javaScriptEnabled: false });
    await plain.goto("/sign-in");
    await plain.getByLabel(en.signIn.email).fill(stored.toUpperCase());
    await plain.getByRole("button", { name: en.signIn.submit }).click();
    await openLink(plain, await newestLink(stack, stored));
    expect(new URL(plain.url()).pathname).toBe("/connections");
    expect(await stack.database.rows(`SELECT email FROM "User" WHERE email ILIKE $1`, [`%${stored}`])).toEqual([
      { email: stored },
    ]);
  });

  test(`${typed} is invited, and joins`, async ({ page, openBrowser, stack }) => {
    await stack.database.rows(`DELETE FROM "User" WHERE email = $1`, [stored]);
    const host = await enter(page, stack);
    await page.goto("/settings");
    await page.getByLabel(en.settings.members.email).fill(typed);
    await page.getByRole("button", { name: en.settings.members.submit }).click();
    await expect(page.getByRole("listitem").filter({ hasText: shown })).toBeVisible();

    const member = await openBrowser();
    await member.goto(await newestLink(stack, stored));
    await expect(member.getByRole("main")).toContainText(shown);
    await member.getByRole("button", { name: en.invitation.signInButton }).click();
    await member.waitForURL("/sign-in/check-mail");
    await openLink(member, await newestLink(stack, stored));
    await member.getByRole("button", { name: words(en.invitation.submit, { business: host.business }) }).click();
    await member.waitForURL((url) => url.pathname === "/settings");
    const { business } = await stack.database.row<{ business: string }>(
      `SELECT m.name AS business FROM "User" u JOIN "Merchant" m ON m.id = u."merchantId" WHERE u.email = $1`,
      [stored],
    );
    expect(business).toBe(host.business);
  });
}

test("an address of ADMIN_EMAILS is an admin as users write it, and is found by it", async ({ page, stack }) => {
  const other = await stack.startAnotherApp({ ADMIN_EMAILS: "Ville@Hallinto-Ähtäri.fi, info&hallinto@example.fi" });
  await page.goto(`${other.url}/sign-in`);
  await askForLink(page, "ville@hallinto-a\u0308hta\u0308ri.fi");
  await openLink(page, await newestLink(stack, "ville@xn--hallinto-htri-jfbc.fi"));
  await page.waitForURL(`${other.url}/admin`);
  await page.goto(`${other.url}/admin/users?${new URLSearchParams({ q: "VILLE@hallinto-ähtäri.fi" })}`);
  await expect(page.getByRole("main")).toContainText("ville@hallinto-ähtäri.fi");
  await other.stop();
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
  const { email } = newUser();
  await page.goto("/sign-in");
  await signIn(page, stack, email);
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
  await page.waitForURL("/connections");
  await signOut(page);
});
