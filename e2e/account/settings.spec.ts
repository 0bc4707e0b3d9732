import type { Page } from "@playwright/test";
import { settingsOf } from "../fixtures/business.ts";
import { connect, startAuthorization } from "../fixtures/connect-over-http.ts";
import { openRename } from "../fixtures/connection-page.ts";
import { auditActionsBy, connectionsOf, everythingOf, sessionCountOf, userOf } from "../fixtures/db-queries.ts";
import { NOBODYS } from "../fixtures/expect-indistinguishable.ts";
import { readPage, redirectOf, textOf, unescapeHtml } from "../fixtures/html.ts";
import { en, formatMessage } from "../fixtures/messages.ts";
import { sendForm } from "../fixtures/raw-form-post.ts";
import { newUser, signUpDirectly, startSession } from "../fixtures/sign-in.ts";
import { PARTNER } from "../fixtures/stack.ts";
import { expect, test } from "../fixtures/test.ts";

const { settings } = en;

/** A section of the settings page. */
const part = (page: Page, title: string) => page.getByRole("region", { name: title, exact: true });

test("the business and its user get other names", async ({ page, stack }) => {
  const user = await signUpDirectly(page, stack, newUser("Before Oy"));
  await page.goto(await settingsOf(page));
  const business = part(page, settings.business.title);
  await business.getByLabel(settings.business.name).fill(" Kahvila Ilta & Pojat ");
  await business.getByRole("button", { name: settings.business.submit }).click();
  await expect(business.getByRole("status")).toHaveText(
    formatMessage(settings.saved.business, { business: "Kahvila Ilta & Pojat" }),
  );
  await expect(business.getByLabel(settings.business.name)).toHaveValue("Kahvila Ilta & Pojat");

  await page.goto("/settings");
  const you = part(page, settings.profile.title);
  await you.getByLabel(settings.profile.name).fill("Aino Ääri");
  await you.getByRole("button", { name: settings.profile.submit }).click();
  await expect(you.getByRole("status")).toHaveText(settings.saved.profile);
  expect((await userOf(stack, user))?.name).toBe("Aino Ääri");
  await page.goto(await settingsOf(page));
  await expect(part(page, settings.members.title).getByRole("listitem").first()).toContainText("Aino Ääri");
  expect(await auditActionsBy(stack, user)).toEqual(["merchant.renamed", "user.changed"]);
  const audit = JSON.stringify(
    (await everythingOf(stack, user)).filter((row) => "kind" in row && row.kind === "AuditEvent"),
  );
  for (const name of ["Before", "Ilta", "Aino"]) expect(audit).not.toContain(name);

  const asked = formatMessage(en.consent.message, { partner: PARTNER, business: "Kahvila Ilta & Pojat" });
  expect(unescapeHtml(await (await fetch(await startAuthorization(page))).text())).toContain(asked);
});

test("the business gets another name without JavaScript, and no empty one", async ({ context, stack }) => {
  const user = await signUpDirectly(context, stack);
  const before = await everythingOf(stack, user);
  const empty = await sendForm(context, await settingsOf(context), { name: "   " }, settings.business.submit);
  expect(await textOf(empty)).toContain(en.validation.required);
  expect(await everythingOf(stack, user)).toEqual(before);
  const renamed = await sendForm(
    context,
    await settingsOf(context),
    { name: "Kahvila Ilta" },
    settings.business.submit,
  );
  const saved = await readPage(context, redirectOf(renamed));
  expect(saved).toContain(formatMessage(settings.saved.business, { business: "Kahvila Ilta" }));
});

test("each connection stands in the settings, and can be renamed there", async ({ page, stack }) => {
  const user = await signUpDirectly(page, stack);
  const receiptheroId = await connect(page, { label: "Torikatu", notes: [["floor", "2"]] });
  await page.goto(await settingsOf(page));
  const connections = part(page, settings.connections.title);
  await expect(connections.getByText(en.connection.metadataHint)).toBeVisible();
  await expect(connections.getByRole("heading", { name: en.connection.history })).toBeVisible();
  await expect(connections.getByRole("button", { name: en.connection.change })).toBeVisible();
  await expect(connections.getByRole("link", { name: en.connection.disconnect })).toBeVisible();
  await openRename(page);
  await connections.getByLabel(en.connect.label).fill("Kauppahalli");
  await connections.getByRole("button", { name: en.connect.save }).click();
  await page.waitForURL(`/connections/${receiptheroId}?saved=label`);
  expect(await connectionsOf(stack, user)).toMatchObject([{ label: "Kauppahalli" }]);
});

test("another session is ended, and its browser is signed out", async ({ page, openBrowser, stack }) => {
  const user = await signUpDirectly(page, stack);
  const other = await openBrowser({
    userAgent: "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Mobile/15E148 Safari/604.1",
  });
  await startSession(other, stack, user);
  await other.goto("/settings");
  await page.goto("/settings");
  const sessions = part(page, settings.sessions.title);
  await expect(sessions.getByRole("listitem")).toHaveCount(2);
  await expect(sessions.getByRole("listitem").first()).toContainText(settings.sessions.this);
  const second = sessions.getByRole("listitem").nth(1);
  await expect(second).toContainText(formatMessage(settings.sessions.both, { browser: "Safari", system: "iPhone" }));
  await second.getByRole("button").click();
  await expect(sessions.getByRole("status")).toHaveText(settings.saved.ended);
  await expect(sessions.getByRole("listitem")).toHaveCount(1);
  await expect(sessions.getByRole("listitem").getByRole("button")).toHaveCount(0);

  await other.goto("/connections");
  await other.waitForURL((url) => url.pathname === "/sign-in");
  expect(await sessionCountOf(stack, user)).toBe(1);
  expect(await auditActionsBy(stack, user)).toEqual(["session.ended"]);
});

test("the settings are for those who are signed in", async ({ context }) => {
  const pages = ["/settings", "/settings/delete", "/settings/email/confirm"];
  const business = `/businesses/${NOBODYS}/settings`;
  for (const path of [...pages, "/businesses", business, `${business}/members/${NOBODYS}`]) {
    const answer = await context.request.get(path, { maxRedirects: 0 });
    expect(redirectOf(answer)).toBe(`/sign-in?${new URLSearchParams({ returnTo: path })}`);
  }
});
