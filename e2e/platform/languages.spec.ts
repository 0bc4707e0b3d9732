import type { Page } from "@playwright/test";
import fi from "../../messages/fi/index.ts";
import sv from "../../messages/sv/index.ts";
import { approve } from "../fixtures/connect-by-hand.ts";
import { connect } from "../fixtures/connect-over-http.ts";
import { addPartner } from "../fixtures/connect-sessions.ts";
import { en, formatMessage } from "../fixtures/messages.ts";
import { newestLink, newUser, signIn, signInAsAdmin, signUpDirectly } from "../fixtures/sign-in.ts";
import { PARTNER } from "../fixtures/stack.ts";
import { expect, test } from "../fixtures/test.ts";

// Which language a page and an email have. test/messages.test.ts compares the texts.

const LANGUAGES = [
  { name: "Finnish", tag: "fi", browser: "fi-FI", texts: fi },
  { name: "Swedish", tag: "sv", browser: "sv-FI", texts: sv },
];

const partner = { partner: PARTNER };
const langOf = (page: Page) => page.locator("html").getAttribute("lang");
const title = (page: Page) => page.getByRole("heading", { level: 1 });
/** Presses a language of the switch that is visible. */
const choose = (page: Page, name: string) =>
  page.getByRole("button", { name }).filter({ visible: true }).first().click();

for (const { name, tag, browser, texts } of LANGUAGES) {
  test(`a merchant whose browser asks for ${name} signs in and connects in ${name}`, async ({ openBrowser, stack }) => {
    const page = await openBrowser({ locale: browser });
    const { email, business } = newUser("Kukkakauppa Kielo");
    await page.goto("/");
    await expect(title(page)).toHaveText(texts.signIn.title);
    expect(await langOf(page)).toBe(tag);
    await page.getByLabel(texts.signIn.email).fill("nobody");
    const form = page.locator("main form").filter({ has: page.getByLabel(texts.signIn.email) });
    await form.evaluate((element: HTMLFormElement) => element.setAttribute("novalidate", ""));
    await page.getByRole("button", { name: texts.signIn.submit }).click();
    await expect(page.getByText(texts.validation.email)).toBeVisible();
    await page.getByLabel(texts.signIn.email).fill(email);
    await page.getByRole("button", { name: texts.signIn.submit }).click();
    await expect(title(page)).toHaveText(texts.signIn.checkMail.title);

    const [mail] = await stack.sandbox.mailsTo(email);
    expect(mail?.subject).toBe(formatMessage(texts.mail.signIn.subject, partner));
    await page.goto(await newestLink(stack, email));
    await page.getByRole("button", { name: texts.signIn.confirm.button }).click();
    await page.getByLabel(texts.welcome.name).fill(business);
    await page.getByRole("button", { name: texts.welcome.submit }).click();
    await page.getByRole("link", { name: texts.connections.connect }).click();
    await expect(title(page)).toHaveText(texts.connect.title);
    await page.getByRole("button", { name: texts.connect.submit }).click();
    await expect(page.getByText(formatMessage(texts.consent.message, { business, ...partner }))).toBeVisible();
    await approve(page);
    await page.waitForURL((url) => url.searchParams.get("outcome") === "connected");
    await expect(page.getByRole("status")).toContainText(
      formatMessage(texts.connection.notice.connected.body, partner),
    );
    expect(await langOf(page)).toBe(tag);
    const [user] = await stack.database.rows(`SELECT language FROM "User" WHERE email = $1`, [email]);
    expect(user).toEqual({ language: tag });

    await page.goto("/nothing-here");
    await expect(title(page)).toHaveText(texts.errors.notFoundTitle);
    expect(await langOf(page)).toBe(tag);
  });
}

test.describe("without JavaScript", () => {
  test.use({ javaScriptEnabled: false });

  test("a visitor and a user switch the language, and stay on their page", async ({ page, stack }) => {
    await page.goto("/sign-in?returnTo=%2Fconnections%2Fnew");
    await choose(page, "Suomi");
    await expect(title(page)).toHaveText(fi.signIn.title);
    expect(await langOf(page)).toBe("fi");
    expect(page.url()).toBe(`${stack.app.url}/sign-in?returnTo=%2Fconnections%2Fnew`);

    const { email } = await signUpDirectly(page, stack);
    await page.goto("/settings?saved=profile");
    await choose(page, "Svenska");
    await expect(title(page)).toHaveText(sv.settings.title);
    expect(new URL(page.url()).search).toBe("?saved=profile");
    const locales = await stack.database.rows(`SELECT language FROM "User" WHERE email = $1`, [email]);
    expect(locales).toEqual([{ language: "sv" }]);
    await page.goto("/settings");
    await choose(page, "English");
    await expect(title(page)).toHaveText(en.settings.title);
    expect(await langOf(page)).toBe("en-GB");
  });

  test("a visitor switches the language on a page that is about an error, or about one thing", async ({ page }) => {
    for (const path of [
      ...["/nothing-here", "/%E0%A4%A", "/sign-in/error"],
      ...["/outcome/access_denied", "/other-user", "/not-allowed?reason=owners_only", "/too-many-changes"],
      ...["/goodbye", "/unsubscribe", "/undo-email", "/accessibility", "/docs/api"],
    ]) {
      await page.context().clearCookies();
      await page.goto(path);
      const url = page.url();
      await choose(page, "Suomi");
      expect([path, await langOf(page), page.url()]).toEqual([path, "fi", url]);
    }
  });
});

test("a language that was chosen before signing in is a change of the account, and the browser's own is none", async ({
  openBrowser,
  stack,
}) => {
  const [chooser, newcomer] = [newUser(), newUser()];
  for (const user of [chooser, newcomer]) await signUpDirectly(await openBrowser(), stack, user);
  await stack.database.rows(`UPDATE "User" SET language = 'sv' WHERE email = $1`, [chooser.email]);
  const browser = await openBrowser({ locale: "fi-FI" });
  await browser.goto("/sign-in");
  await choose(browser, "English");
  await signIn(browser, stack, chooser.email);
  await signIn(await openBrowser({ locale: "en-GB" }), stack, newcomer.email);
  const accounts = await stack.database.rows(
    `SELECT u.email, u.language, e.before, e.after FROM "User" u
       LEFT JOIN "AuditEvent" e ON e."actorId" = u.id AND e.action = 'user.changed' WHERE u.email = ANY ($1)`,
    [[chooser.email, newcomer.email]],
  );
  expect(accounts).toHaveLength(2);
  expect(accounts).toEqual(
    expect.arrayContaining([
      { email: chooser.email, language: "en", before: { locale: "sv" }, after: { locale: "en" } },
      { email: newcomer.email, language: "en", before: null, after: null },
    ]),
  );
});

test("the switch works on a page that broke", async ({ page, stack }) => {
  await signUpDirectly(page, stack);
  await stack.database.breakDown();
  await page.goto("/connections");
  await expect(title(page)).toHaveText(en.errors.title);
  await choose(page, "Suomi");
  await expect(title(page)).toHaveText(fi.errors.title);
  await stack.database.restore();
});

test("a refusal of a request that another site caused has no switch, which would repeat it as ours", async ({
  page,
  stack,
}) => {
  await signInAsAdmin(page, stack);
  const ask = (site: string, query: string) =>
    page.request.get(`/admin/audit/export?${query}`, { headers: { "Sec-Fetch-Site": site, Accept: "text/html" } });
  expect(await (await ask("cross-site", "format=csv")).text()).not.toContain('action="/language"');
  expect(await (await ask("same-origin", "format=none")).text()).toContain('action="/language"');
});

test("the switch leads to no other site, and takes no other site's form", async ({ page, stack }) => {
  const post = (form: Record<string, string>, headers: Record<string, string> = {}) =>
    page.request.post("/language", { form, headers: { Origin: stack.app.url, ...headers }, maxRedirects: 0 });
  const { url } = stack.app;
  for (const returnTo of ["https://evil.example/", "//evil.example/", "/.//evil.example", "/\\evil.example", "x"]) {
    const answer = await post({ locale: "fi", returnTo }, { Referer: "https://evil.example/page" });
    expect([answer.status(), answer.headers().location], returnTo).toEqual([303, `${url}/`]);
  }
  const back = await post({ locale: "xx", returnTo: "/sign-in" }, { Referer: `${url}/goodbye?why=left` });
  expect(back.headers().location).toBe(`${url}/goodbye?why=left`);

  await page.context().clearCookies();
  const foreign = await post({ locale: "fi" }, { Origin: "https://evil.example", Accept: "text/html" });
  expect(foreign.status()).toBe(403);
  expect(await page.context().cookies()).toEqual([]);
});

test("a refusal of the proxy is in the language of the request", async ({ page }) => {
  const answer = await page.request.post("/language", {
    form: { locale: "fi" },
    headers: { Origin: "https://evil.example", Accept: "text/html", "Accept-Language": "sv-SE, en;q=0.5" },
  });
  expect(await answer.text()).toContain('<html lang="sv">');
  expect(await answer.text()).toContain(sv.errors.refusedTitle);
});

test("a connect session is in the language that the partner asked for, until its customer chooses another", async ({
  openBrowser,
  stack,
}) => {
  const { create } = await addPartner(stack);
  const page = await openBrowser({ locale: "en-GB" });
  await page.goto((await create({ locale: "sv" })).url);
  expect(await langOf(page)).toBe("sv");
  await expect(page.getByRole("button", { name: sv.connectSession.submit })).toBeVisible();
  await choose(page, "Suomi");
  await expect(page.getByRole("button", { name: fi.connectSession.submit })).toBeVisible();
  await page.goto((await create({ locale: "sv" })).url);
  expect(await langOf(page)).toBe("fi");
});

test("the emails of workers are in the language of the account", async ({ page, stack }) => {
  const { email } = await signUpDirectly(page, stack);
  await stack.database.rows(`UPDATE "User" SET language = 'fi' WHERE email = $1`, [email]);
  const receiptheroId = await connect(page, { label: "Torikatu" });
  await stack.sandbox.notify({ type: "oauth_authorization_revoke", receipthero_id: receiptheroId });
  const subjects = async () => (await stack.sandbox.mailsTo(email)).map(({ subject }) => subject);
  await expect.poll(subjects).toEqual([fi.mail.disconnected.subject]);
});

test("times are in the time zone that the user chose", async ({ page, stack }) => {
  await signUpDirectly(page, stack);
  const receiptheroId = await connect(page, { label: "Torikatu" });
  await stack.database.rows(`UPDATE "Connection" SET "connectedAt" = '2026-01-15T12:00:00Z'`);
  const main = page.getByRole("main");
  await page.goto(`/connections/${receiptheroId}`);
  await expect(main).toContainText("15 January 2026 at 14:00");
  await page.goto("/settings");
  await page.getByLabel(en.settings.profile.timeZone).selectOption("America/New_York");
  await page.locator("#you").getByRole("button", { name: en.settings.profile.submit }).click();
  await page.waitForURL(/saved=profile/);
  await page.goto(`/connections/${receiptheroId}`);
  await expect(main).toContainText("15 January 2026 at 07:00 GMT-5");
});
