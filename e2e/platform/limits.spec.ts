import type { Page } from "@playwright/test";
import { LIMIT_MINUTES, MAIL_LIMIT_MINUTES, SIGN_IN_LINK_MINUTES } from "../../lib/lifetimes.ts";
import { businessOf, CONNECTIONS, settingsOf } from "../fixtures/business.ts";
import { redirectOf } from "../fixtures/html.ts";
import { en, formatMessage, inHtml } from "../fixtures/messages.ts";
import { actionFields, type Client, postFields, sendForm } from "../fixtures/raw-form-post.ts";
import { newestLink, newUser, signUpDirectly } from "../fixtures/sign-in.ts";
import { followLink } from "../fixtures/sign-in-over-http.ts";
import type { Stack } from "../fixtures/stack.ts";
import { expect, test } from "../fixtures/test.ts";

const NUMBERS = {
  minutes: LIMIT_MINUTES,
  limitMinutes: LIMIT_MINUTES,
  mailMinutes: MAIL_LIMIT_MINUTES,
  linkMinutes: SIGN_IN_LINK_MINUTES,
};

const counters = (stack: Stack, kind: string) =>
  stack.database.rows<{ key: string }>(`SELECT key FROM "RateLimiterFlexible" WHERE key LIKE $1`, [`${kind}:%`]);

/** Saves the profile once, which creates a counter, and sets that counter to its limit. */
async function useUpChanges(page: Page, stack: Stack): Promise<void> {
  const before = (await counters(stack, "change")).map(({ key }) => key);
  await sendForm(page, await settingsOf(page), { name: "Kahvila Toinen" }, en.settings.business.submit);
  const changed = await stack.database.rows<{ key: string }>(
    `UPDATE "RateLimiterFlexible" SET points = 200 WHERE key LIKE 'change:%' AND key <> ALL ($1) RETURNING key`,
    [before],
  );
  expect(changed).toHaveLength(1);
}

async function rename(page: Page, name: string): Promise<void> {
  await page.goto(await settingsOf(page));
  await page.getByLabel(en.settings.business.name).fill(name);
  await page.getByRole("button", { name: en.settings.business.submit }).click();
}

test("a user who has made 200 changes within an hour is told so, and nothing typed is lost", async ({
  page,
  openContext,
  stack,
}) => {
  const other = await openContext();
  await signUpDirectly(other, stack, newUser());
  await signUpDirectly(page, stack, newUser("Kahvila Aamu"));
  await useUpChanges(page, stack);

  await rename(page, "Kahvila Kolmas");
  await expect(page.getByRole("alert").first()).toContainText(formatMessage(en.validation.too_many_changes, NUMBERS));
  await expect(page.getByLabel(en.settings.business.name)).toHaveValue("Kahvila Kolmas");
  const names = await stack.database.rows(`SELECT name FROM "Merchant" WHERE name LIKE 'Kahvila %'`);
  expect(names).toContainEqual({ name: "Kahvila Toinen" });
  expect(names).not.toContainEqual({ name: "Kahvila Kolmas" });

  const download = await page.request.get(`${await businessOf(page)}/export`);
  expect(download.status()).toBe(429);
  expect(await download.json()).toEqual({
    error: { code: "too_many_changes", message: formatMessage(en.tooManyChanges.download, NUMBERS) },
  });

  const renamed = await sendForm(
    other,
    await settingsOf(other),
    { name: "Kahvila Vapaa" },
    en.settings.business.submit,
  );
  expect(redirectOf(renamed)).toContain("saved=");

  expect(stack.app.log()).toMatch(/"limit":"change".*a limit was reached/);
  await page.goto("/too-many-changes");
  await expect(page.getByRole("main")).toContainText(formatMessage(en.tooManyChanges.body, { max: 200, ...NUMBERS }));
});

/** Asks for a sign-in mail without a browser, as a client behind a proxy or one that tells us who it is. */
async function askFrom(client: Client, stack: Stack, forwardedFor: string, email: string): Promise<string> {
  const fields = await actionFields(client, "/sign-in", en.signIn.submit);
  const response = await postFields(client, stack, "/sign-in", [...fields, ["email", email]], {
    "X-Forwarded-For": forwardedFor,
  });
  return response.status() === 303 ? "sent" : response.text();
}

const setPoints = (stack: Stack, limit: string, points: number) =>
  stack.database.rows(`UPDATE "RateLimiterFlexible" SET points = $2 WHERE key LIKE $1 RETURNING key`, [
    `${limit}:%`,
    points,
  ]);

test("mails are limited by the client's address, which no header of the client changes", async ({ context, stack }) => {
  expect(await askFrom(context, stack, "203.0.113.9", newUser().email)).toBe("sent");
  await setPoints(stack, "mail-by-network", 100);

  const refusal = inHtml(formatMessage(en.validation.too_many_mails_from_network, NUMBERS));
  for (const header of [
    "203.0.113.9",
    "198.51.100.1, 203.0.113.9",
    "127.0.0.1, 203.0.113.9",
    "nonsense, 203.0.113.9",
    "::ffff:203.0.113.9",
    "203.0.113.9, 10.0.0.1",
  ]) {
    const email = newUser().email;
    expect(await askFrom(context, stack, header, email), header).toContain(refusal);
    expect(await stack.sandbox.mailsTo(email)).toEqual([]);
  }
  expect(await askFrom(context, stack, "203.0.113.10", newUser().email)).toBe("sent");
  expect(stack.app.log()).toMatch(/"limit":"mail-by-network".*a limit was reached/);
  expect(stack.app.log()).not.toContain("203.0.113.9");
});

test("the socket's own address counts when it is no trusted proxy, whatever the client claims", async ({
  context,
  stack,
}) => {
  const app = await stack.startAnotherApp({ TRUSTED_PROXIES: "192.0.2.1" });
  const outside = { ...stack, app };
  const ask = async (header: string) => {
    const fields = await actionFields(context, "/sign-in", en.signIn.submit);
    const form = new FormData();
    for (const [name, value] of fields) form.append(name, String(value));
    form.append("email", newUser().email);
    const headers = { Origin: outside.app.url, "X-Forwarded-For": header, "X-Forwarded-Host": new URL(app.url).host };
    const response = await fetch(`${app.direct}/sign-in`, { method: "POST", redirect: "manual", headers, body: form });
    return response.status === 303 ? "sent" : response.text();
  };
  expect(await ask("203.0.113.20")).toBe("sent");
  await setPoints(stack, "mail-by-network", 100);
  for (const claim of ["203.0.113.21", "198.51.100.7, 203.0.113.22", "192.0.2.1"]) {
    expect(await ask(claim), claim).toContain(
      inHtml(formatMessage(en.validation.too_many_mails_from_network, NUMBERS)),
    );
  }
});

test("a stranger who uses up a mailbox's limit does not lock its owner out", async ({ page, openContext, stack }) => {
  const owner = newUser();
  await signUpDirectly(page, stack, owner);
  await page.context().clearCookies();
  const stranger = await openContext();
  for (let mail = (await stack.sandbox.mailsTo(owner.email)).length; mail < 6; mail += 1) {
    expect(await askFrom(stranger, stack, "203.0.113.30", owner.email)).toBe("sent");
  }
  await page.goto("/sign-in");
  await page.getByLabel(en.signIn.email).fill(owner.email);
  await page.getByRole("button", { name: en.signIn.submit }).click();
  await expect(page.getByRole("alert").first()).toContainText(
    formatMessage(en.validation.too_many_sign_in_mails, NUMBERS),
  );

  const sent = await stack.sandbox.mailsTo(owner.email);
  expect(sent).toHaveLength(6);
  for (const { links } of [sent.at(-1), sent.at(0)].filter((mail) => mail !== undefined)) {
    expect(await followLink(await openContext(), links[0] ?? "")).toMatch(CONNECTIONS);
  }
});

test("too many mails in all: an owner still gets a link, and the answer does not tell who has an account", async ({
  context,
  stack,
}) => {
  const owner = newUser();
  await signUpDirectly(context, stack, owner);
  await context.clearCookies();
  expect(await askFrom(context, stack, "203.0.113.41", newUser().email)).toBe("sent");
  expect(await setPoints(stack, "sign-in-mails-in-all", 2_000)).toHaveLength(1);

  const nobody = newUser();
  const answers = [owner, nobody].map(async ({ email }) => askFrom(context, stack, "203.0.113.40", email));
  const refusal = inHtml(formatMessage(en.validation.mail_paused, NUMBERS));
  for (const answer of await Promise.all(answers)) expect(answer).toContain(refusal);
  expect(await stack.sandbox.mailsTo(nobody.email)).toEqual([]);
  expect(await stack.sandbox.mailsTo(owner.email)).toHaveLength(1);
  expect(await followLink(context, await newestLink(stack, owner.email))).toMatch(CONNECTIONS);
});
