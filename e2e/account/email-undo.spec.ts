import type { Page } from "@playwright/test";
import { CONNECTIONS } from "../fixtures/business.ts";
import { redirectOf, textOf } from "../fixtures/html.ts";
import { en, formatMessage } from "../fixtures/messages.ts";
import { type Client, sendForm } from "../fixtures/raw-form-post.ts";
import { newestLink, newUser, signUpDirectly, type User } from "../fixtures/sign-in.ts";
import { signInOverHttp } from "../fixtures/sign-in-over-http.ts";
import type { Stack } from "../fixtures/stack.ts";
import { expect, test } from "../fixtures/test.ts";

const { settings } = en;

// The former address can undo a change of address.

/** Changes a user's address. */
async function changeAddress(client: Client, stack: Stack, to: User): Promise<void> {
  await sendForm(client, "/settings", { email: to.email }, settings.email.submit);
  const confirmed = await sendForm(client, await newestLink(stack, to.email), {}, settings.email.confirm.submit);
  expect(redirectOf(confirmed)).toContain("saved=email");
}

const idOf = async (stack: Stack, { email }: User) =>
  (await stack.database.rows<{ id: string }>(`SELECT id FROM "User" WHERE email = $1`, [email]))[0]?.id;

async function undo(page: Page, link: string): Promise<void> {
  await page.goto(link);
  await page.waitForURL("/undo-email");
  await page.getByRole("button", { name: en.undoEmail.submit }).click();
}

test("the former address undoes a change once, whatever the new owner did, and all sessions end", async ({
  page: owner,
  openContext,
  stack,
}) => {
  const thiefs = await openContext();
  const user = await signUpDirectly(thiefs, stack);
  const id = await idOf(stack, user);
  const thief = newUser();
  await changeAddress(thiefs, stack, thief);
  const link = await newestLink(stack, user.email);
  // The new owner changes the address again, links an identity and signs in elsewhere.
  const later = newUser();
  await changeAddress(thiefs, stack, later);
  const thiefsUndo = await newestLink(stack, thief.email);
  await stack.database.rows(
    `INSERT INTO "Account" ("userId", type, provider, "providerAccountId") VALUES ($1, 'oidc', 'oidc', gen_random_uuid()::text)`,
    [id],
  );

  for (const method of ["GET", "HEAD", "GET"]) await fetch(link, { method });
  expect(await idOf(stack, later)).toBe(id);

  await undo(owner, link);
  await expect(owner.getByRole("heading", { level: 1 })).toHaveText(en.undoEmail.doneTitle);
  expect(await idOf(stack, user)).toBe(id);
  expect(await stack.database.rows(`SELECT 1 FROM "Account" WHERE "userId" = $1`, [id])).toEqual([]);
  const answer = await thiefs.request.get("/connections", { maxRedirects: 0 });
  expect(redirectOf(answer)).toContain("/sign-in");
  const [told] = await stack.sandbox.mailsTo(later.email);
  expect(told?.subject).toBe(formatMessage(en.mail.emailChangeUndone.subject, { partner: "Journey Oy" }));

  for (const used of [link, thiefsUndo]) {
    await owner.goto(used);
    await expect(owner.getByRole("heading", { level: 1 })).toHaveText(en.undoEmail.usedTitle);
  }
  expect(await idOf(stack, user)).toBe(id);
  expect(await signInOverHttp(owner, stack, user.email)).toMatch(CONNECTIONS);
});

test("an empty account at the former address makes way for the undo, one with a business does not", async ({
  page: owner,
  openContext,
  stack,
}) => {
  const changing = await openContext();
  const user = await signUpDirectly(changing, stack);
  const id = await idOf(stack, user);
  await changeAddress(changing, stack, newUser());
  const link = await newestLink(stack, user.email);
  expect(await signInOverHttp(owner, stack, user.email)).toBe("/welcome");
  const second = await idOf(stack, user);
  expect(second).not.toBe(id);

  await stack.database.rows(`UPDATE "User" SET role = 'SUPPORT' WHERE id = $1`, [second]);
  await undo(owner, link);
  await expect(owner.getByRole("heading", { level: 1 })).toHaveText(en.undoEmail.takenTitle);
  expect(await idOf(stack, user)).toBe(second);

  await stack.database.rows(`UPDATE "User" SET role = 'MERCHANT' WHERE id = $1`, [second]);
  await undo(owner, link);
  await expect(owner.getByRole("heading", { level: 1 })).toHaveText(en.undoEmail.doneTitle);
  expect(await idOf(stack, user)).toBe(id);
  expect(await stack.database.rows(`SELECT 1 FROM "User" WHERE id = $1`, [second])).toEqual([]);
});

test("a change can be undone for 72 hours", async ({ context, openContext, stack }) => {
  const user = await signUpDirectly(context, stack);
  await changeAddress(context, stack, newUser());
  const { hours } = await stack.database.row<{ hours: number }>(
    `SELECT extract(epoch FROM "expiresAt" - "createdAt")::int / 3600 AS hours FROM "EmailUndo" WHERE email = $1`,
    [user.email],
  );
  expect(hours).toBe(72);
  await stack.database.rows(`UPDATE "EmailUndo" SET "expiresAt" = now() WHERE email = $1`, [user.email]);
  const page = await (await openContext()).request.get(await newestLink(stack, user.email));
  expect(await textOf(page)).toContain(en.undoEmail.usedTitle);
});
