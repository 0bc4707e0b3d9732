import type { Page } from "@playwright/test";
import { checkAccessibility } from "../fixtures/accessibility.ts";
import { businessOf, CONNECTIONS, settingsOf } from "../fixtures/business.ts";
import { connectByHand } from "../fixtures/connect-by-hand.ts";
import { approveConsent, connect, followRedirect, startAuthorization } from "../fixtures/connect-over-http.ts";
import { connectionsOf } from "../fixtures/db-queries.ts";
import { en, formatMessage } from "../fixtures/messages.ts";
import { type Client, sendForm } from "../fixtures/raw-form-post.ts";
import { addMember, join, newestLink, newUser, signUpDirectly, startSession, type User } from "../fixtures/sign-in.ts";
import type { Stack } from "../fixtures/stack.ts";
import { expect, test } from "../fixtures/test.ts";

const { settings } = en;
const { switch: texts } = en.app;

/** Enters as a user of Kahvila Aamu, who also belongs to other businesses. Returns the owners of these. */
async function enterWithOthers(page: Client, stack: Stack, others: [business: string, role: string][]) {
  const user = await signUpDirectly(page, stack, newUser("Kahvila Aamu"));
  const owners: User[] = [];
  for (const [business, role] of others) {
    const owner = newUser(business);
    await stack.database.rows(
      `WITH merchant AS (INSERT INTO "Merchant" (name) VALUES ($1) RETURNING id),
            "user" AS (INSERT INTO "User" (email) VALUES ($2) RETURNING id)
       INSERT INTO "Member" ("merchantId", "userId", role) SELECT merchant.id, "user".id, 'OWNER' FROM merchant, "user"`,
      [business, owner.email],
    );
    await join(stack, user, owner, role);
    owners.push(owner);
  }
  return { user, owners };
}

/** The path of the only business of a user. */
async function pathOf(stack: Stack, { email }: User): Promise<string> {
  const { id } = await stack.database.row<{ id: string }>(
    `SELECT "merchantId" AS id FROM "Member" JOIN "User" u ON u.id = "userId" WHERE u.email = $1`,
    [email],
  );
  return `/businesses/${id}`;
}

const businessButton = (page: Page, name: string) =>
  page.getByRole("button", { name: `${name} ${texts.change}`, exact: true });

test("two tabs with two businesses do not get into each other's way", async ({ page, stack }) => {
  const { owners } = await enterWithOthers(page, stack, [["Bageri Ilta", "OWNER"]]);
  const [other = newUser()] = owners;
  const own = (await page.request.get("/businesses")).url().replace(/\/businesses$/, "");
  const bageri = await pathOf(stack, other);
  await page.goto("/businesses");
  await page.getByRole("main").getByRole("link", { name: "Kahvila Aamu" }).click();
  await page.waitForURL(CONNECTIONS);
  await page.goto(page.url().replace(/connections$/, "settings"));
  const second = await page.context().newPage();
  await second.goto(`${own}${bageri}/settings`);

  await page.getByLabel(settings.business.name).fill("Kahvila Aamu ja Pojat");
  await page.getByRole("button", { name: settings.business.submit }).click();
  await page.waitForURL(/saved=business/);
  await second.getByLabel(settings.business.name).fill("Bageri Ilta och Söner");
  await second.getByRole("button", { name: settings.business.submit }).click();
  await second.waitForURL(/saved=business/);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Kahvila Aamu ja Pojat");
  await expect(second.getByRole("heading", { level: 1 })).toHaveText("Bageri Ilta och Söner");
  expect(second.url()).toContain(bageri);
});

test("the business is switched by keyboard, and the one that was used last comes first", async ({ page, stack }) => {
  await enterWithOthers(
    page,
    stack,
    Array.from({ length: 8 }, (_, n): [string, string] => [`Kukkakauppa ${n}`, "MEMBER"]),
  );
  await page.goto("/");
  await page.waitForURL("/businesses");
  await expect(page.getByRole("main").getByRole("listitem")).toHaveCount(9);
  await page.getByRole("main").getByRole("link", { name: "Kahvila Aamu" }).click();
  await page.waitForURL(CONNECTIONS);

  await businessButton(page, "Kahvila Aamu").focus();
  await page.keyboard.press("Enter");
  await expect(page.getByLabel(texts.search)).toBeFocused();
  await page.keyboard.type("KAUPPA 5");
  const list = page.getByRole("list", { name: texts.label });
  await expect(list.getByRole("listitem")).toHaveText(["Kukkakauppa 5"]);
  await page.keyboard.press("Escape");
  await expect(businessButton(page, "Kahvila Aamu")).toBeFocused();
  await expect(list).toHaveCount(0);

  await page.keyboard.press("Enter");
  await page.keyboard.type("5");
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  await expect(page.getByText(formatMessage(en.connections.lead, { business: "Kukkakauppa 5" }))).toBeVisible();
  await businessButton(page, "Kukkakauppa 5").click();
  await expect(list.getByRole("listitem").first()).toHaveText("Kukkakauppa 5");
  await expect(list.getByRole("link").first()).toHaveAttribute("aria-current", "true");
  await expect(list.getByRole("listitem").nth(1)).toHaveText("Kahvila Aamu");
});

test("without its script, the switch leads to all businesses, which can be searched", async ({
  openBrowser,
  stack,
}) => {
  const page = await openBrowser({ javaScriptEnabled: false });
  await enterWithOthers(
    page,
    stack,
    Array.from({ length: 8 }, (_, n): [string, string] => [`Kukkakauppa ${n}`, "READER"]),
  );
  await page.goto("/connections");
  await page.getByRole("banner").getByRole("link", { name: texts.change }).click();
  await page.waitForURL("/businesses");
  await page.getByLabel(en.businesses.search).fill("kauppa 3");
  await page.getByRole("button", { name: en.businesses.submit }).click();
  await expect(page.getByRole("main").getByRole("listitem")).toHaveCount(1);
  await page.getByRole("main").getByRole("link", { name: "Kukkakauppa 3" }).click();
  await page.waitForURL(CONNECTIONS);
});

test("a page that is only prefetched does not become the one that was used last", async ({ context, stack }) => {
  const { user, owners } = await enterWithOthers(context, stack, [["Bageri Ilta", "OWNER"]]);
  const [other = newUser()] = owners;
  const used = () =>
    stack.database.rows<{ name: string }>(
      `SELECT m.name FROM "Member" b JOIN "User" u ON u.id = b."userId" JOIN "Merchant" m ON m.id = b."merchantId"
        WHERE u.email = $1 AND b."lastUsedAt" IS NOT NULL`,
      [user.email],
    );
  const path = `${await pathOf(stack, other)}/connections`;
  await context.request.get(path, { headers: { RSC: "1", "Next-Router-Prefetch": "1" } });
  expect(await used()).toEqual([]);
  await context.request.get(path);
  expect(await used()).toEqual([{ name: "Bageri Ilta" }]);
});

test("a callback returns to the business that it was started for, whichever is at hand", async ({ page, stack }) => {
  const { owners } = await enterWithOthers(page, stack, [["Bageri Ilta", "MEMBER"]]);
  const [other = newUser()] = owners;
  const bageri = await pathOf(stack, other);
  const consent = await startAuthorization(page, { label: "Torikatu" }, `${bageri}/connections/new`);
  const callback = await approveConsent(consent);
  // Another tab makes the other business the one that was used last.
  await page.goto("/businesses");
  await page.getByRole("main").getByRole("link", { name: "Kahvila Aamu" }).click();
  await page.waitForURL(CONNECTIONS);

  const connected = await followRedirect(page, callback);
  await page.goto(connected);
  await expect(businessButton(page, "Bageri Ilta")).toBeVisible();
  expect(await connectionsOf(stack, other)).toMatchObject([{ label: "Torikatu" }]);
  await page.getByRole("link", { name: en.app.back }).click();
  await page.waitForURL((url) => url.pathname === `${bageri}/connections`);
});

test("a user of two businesses reaches the connections of both, and of no third one", async ({
  context,
  openContext,
  stack,
}) => {
  const ownerOfA = await openContext();
  const a = await signUpDirectly(ownerOfA, stack, newUser("Bageri Ilta"));
  const inA = await connect(ownerOfA, { label: "In A" });
  const ownerOfC = await openContext();
  await signUpDirectly(ownerOfC, stack, newUser("Third Oy"));
  const inC = await connect(ownerOfC, { label: "In C" }, { account: "Mikko Korhonen" });
  const user = await signUpDirectly(context, stack, newUser("Kahvila Aamu"));
  await join(stack, user, a, "READER");

  const pages = ["", "/receipts", "/version"];
  for (const page of pages) {
    expect((await context.request.get(`/connections/${inA}${page}`)).status()).toBe(200);
    expect((await context.request.get(`/connections/${inC}${page}`)).status()).toBe(404);
    expect((await ownerOfA.request.get(`/connections/${inC}${page}`)).status()).toBe(404);
  }
  for (const page of ["connections", "connections/new", "settings", "export"]) {
    const path = `${await businessOf(ownerOfC)}/${page}`;
    expect((await context.request.get(path, { maxRedirects: 0 })).status()).toBe(404);
  }
});

test("a second invitation adds a business, with the role that was chosen", async ({ page, openContext, stack }) => {
  const inviter = await openContext();
  await signUpDirectly(inviter, stack, newUser("Bageri Ilta"));
  const user = await signUpDirectly(page, stack, newUser("Kahvila Aamu"));
  await sendForm(inviter, await settingsOf(inviter), { email: user.email, role: "READER" }, settings.members.submit);
  await page.goto(await newestLink(stack, user.email));
  await expect(page.getByText(settings.roles.READER, { exact: false })).toBeVisible();
  await page.getByRole("button", { name: formatMessage(en.invitation.submit, { business: "Bageri Ilta" }) }).click();
  await expect(page.getByText(formatMessage(en.connections.joined, { business: "Bageri Ilta" }))).toBeVisible();
  await page.goto("/businesses");
  const rows = page.getByRole("main").getByRole("listitem");
  await expect(rows).toContainText(["Bageri Ilta", "Kahvila Aamu"]);
  await expect(rows.first()).toContainText(settings.roles.READER);

  await page.goto(await settingsOf(page));
  await page.getByRole("link", { name: settings.members.leave, exact: true }).click();
  await page.getByRole("button", { name: settings.member.leaveSubmit }).click();
  await page.waitForURL("/businesses?left=yes");
  await expect(page.getByText(en.businesses.left)).toBeVisible();
  await expect(rows).toHaveCount(1);
});

test("another session of the same user may look at another business", async ({ page, openBrowser, stack }) => {
  const { user } = await enterWithOthers(page, stack, [["Bageri Ilta", "OWNER"]]);
  const other = await openBrowser();
  await startSession(other, stack, user);
  await page.goto("/businesses");
  await page.getByRole("main").getByRole("link", { name: "Bageri Ilta" }).click();
  await page.waitForURL(CONNECTIONS);
  await other.goto("/businesses");
  await other.getByRole("main").getByRole("link", { name: "Kahvila Aamu" }).click();
  await other.waitForURL(CONNECTIONS);
  await connectByHand(other, { label: "Torikatu" });
  await page.reload();
  await expect(page.getByText(en.connections.empty.title)).toBeVisible();
});

test("an invited member adds a business of their own, of which they are the owner", async ({
  page,
  openContext,
  stack,
}) => {
  const inviter = await signUpDirectly(await openContext(), stack, newUser("Bageri Ilta"));
  const user = await addMember(page, stack, inviter, "READER");
  await page.goto("/settings");
  await page.getByRole("link", { name: settings.businesses.show }).click();
  await page.getByRole("link", { name: en.businesses.add }).click();
  await page.waitForURL("/businesses/new");
  await checkAccessibility(page);
  await page.getByLabel(en.welcome.name).fill("Tilitoimisto Luoma");
  await page.getByRole("button", { name: en.businesses.new.submit }).click();
  await page.waitForURL(CONNECTIONS);
  await expect(page.getByText(formatMessage(en.connections.lead, { business: "Tilitoimisto Luoma" }))).toBeVisible();
  await expect(page.getByRole("link", { name: en.connections.connect })).toBeVisible();
  expect(
    await stack.database.rows(
      `SELECT m.name, b.role FROM "Member" b JOIN "User" u ON u.id = b."userId" JOIN "Merchant" m ON m.id = b."merchantId"
        WHERE u.email = $1 ORDER BY 1`,
      [user.email],
    ),
  ).toEqual([
    { name: "Bageri Ilta", role: "READER" },
    { name: "Tilitoimisto Luoma", role: "OWNER" },
  ]);
});
