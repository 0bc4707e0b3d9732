import { settingsOf } from "../fixtures/business.ts";
import { fillConnectForm } from "../fixtures/connect-by-hand.ts";
import { everythingOf, requestsOf, sessionCountOf } from "../fixtures/db-queries.ts";
import { en } from "../fixtures/messages.ts";
import { newUser, signUpDirectly, startSession } from "../fixtures/sign-in.ts";
import { expect, test } from "../fixtures/test.ts";

// Two users share a browser. A page that was made for the first one must not act as the second one.

test("a form of the former user's page changes nothing, says why, and keeps what was typed", async ({
  page,
  stack,
}) => {
  const former = await signUpDirectly(page, stack, newUser("Kahvila Aamu"));
  await page.goto(await settingsOf(page));
  const name = page.getByLabel(en.settings.business.name, { exact: true });
  await name.fill("Kahvila Uusi");
  const connectPage = await page.context().newPage();
  await connectPage.goto("/connections/new");
  await fillConnectForm(connectPage, { label: "Torikatu", notes: [["shop", "12"]] });

  const present = await signUpDirectly(page, stack, newUser("Kahvila Ilta"));
  const before = [await everythingOf(stack, former), await everythingOf(stack, present)];
  await name.press("Enter");
  await expect(page.getByText(en.validation.other_user)).toBeVisible();
  await expect(name).toHaveValue("Kahvila Uusi");
  await connectPage.getByRole("button", { name: en.connect.submit }).click();
  await expect(connectPage.getByText(en.validation.other_user)).toBeVisible();
  await expect(connectPage.getByLabel(en.connect.label, { exact: true })).toHaveValue("Torikatu");
  expect([await everythingOf(stack, former), await everythingOf(stack, present)]).toEqual(before);
  expect(await requestsOf(stack, present)).toEqual([]);

  await test.step("after the page was loaded again, its form works for the one who is signed in", async () => {
    await page.goto(await settingsOf(page));
    await expect(name).toHaveValue("Kahvila Ilta");
    await name.fill("Kahvila Yö");
    await name.press("Enter");
    await page.waitForURL(/saved=/);
    await expect(name).toHaveValue("Kahvila Yö");
  });
});

test("a button of the former user's page changes nothing, and leads to a page that says why", async ({
  page,
  openContext,
  stack,
}) => {
  const former = newUser("Kahvila Aamu");
  await signUpDirectly(await openContext(), stack, former);
  await startSession(page, stack, former);
  await page.goto("/settings");
  const endOthers = page.getByRole("button", { name: en.settings.sessions.endOthers });
  await expect(endOthers).toBeVisible();

  const present = newUser("Kahvila Ilta");
  await signUpDirectly(await openContext(), stack, present);
  await startSession(page, stack, present);
  await endOthers.click();
  await expect(page.getByRole("heading", { name: en.otherUser.title })).toBeVisible();
  for (const user of [former, present]) expect(await sessionCountOf(stack, user)).toBe(2);
  await page.getByRole("link", { name: en.otherUser.home }).click();
  await expect(page.getByText(present.email)).toBeVisible();
});

test("without its script, a form of the former user's page changes nothing, and leads to a page that says why", async ({
  openBrowser,
  stack,
}) => {
  const page = await openBrowser({ javaScriptEnabled: false });
  const name = page.getByLabel(en.settings.profile.name, { exact: true });
  // Chromium remembers a typed value about a second after it was typed, and a journey may be faster.
  await expect(async () => {
    await signUpDirectly(page, stack, newUser("Kahvila Aamu"));
    await page.goto("/settings");
    await name.fill("Aino Uusi");
    const present = await signUpDirectly(page, stack, newUser("Kahvila Ilta"));
    const before = await everythingOf(stack, present);
    await name.press("Enter");
    await expect(page.getByRole("heading", { name: en.otherUser.title })).toBeVisible();
    expect(await everythingOf(stack, present)).toEqual(before);
    await page.goBack();
    await expect(name).toHaveValue("Aino Uusi", { timeout: 2_000 });
  }).toPass({ timeout: 60_000 });
});
