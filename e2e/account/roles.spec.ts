import { USER_MARK_FIELD } from "../../lib/forms/user-mark-field.ts";
import { businessOf, settingsOf } from "../fixtures/business.ts";
import { openMoreOptions } from "../fixtures/connect-by-hand.ts";
import { connect } from "../fixtures/connect-over-http.ts";
import { openRename } from "../fixtures/connection-page.ts";
import { connectionsOf, everythingOf, requestsOf, userOf } from "../fixtures/db-queries.ts";
import { redirectOf } from "../fixtures/html.ts";
import { en, formatMessage } from "../fixtures/messages.ts";
import { actionFields, postFields } from "../fixtures/raw-form-post.ts";
import { addMember, newUser, signUpDirectly } from "../fixtures/sign-in.ts";
import type { Stack } from "../fixtures/stack.ts";
import { expect, test } from "../fixtures/test.ts";

const { settings } = en;

/** Changes or ends the membership of a user in the database, as another owner would. */
const changeMember = (stack: Stack, email: string, sql: string) =>
  stack.database.rows(`${sql} WHERE "userId" = (SELECT id FROM "User" WHERE email = $1)`, [email]);

test("a reader sees everything of the business and changes nothing", async ({ page, openContext, stack }) => {
  const owner = await openContext();
  const user = await signUpDirectly(owner, stack, newUser("Bageri Ilta"));
  const receiptheroId = await connect(owner, { label: "Torikatu" });
  const reader = await addMember(page, stack, user, "READER");

  const path = `/connections/${receiptheroId}`;
  await page.goto(path);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Torikatu");
  for (const button of [en.connection.change, en.connect.save]) {
    await expect(page.getByRole("button", { name: button })).toHaveCount(0);
  }
  await expect(page.getByRole("link", { name: en.connection.disconnect })).toHaveCount(0);
  const hint = page.getByText(formatMessage(en.connections.readerHint, { role: settings.roles.READER }));
  await expect(hint).toBeVisible();
  await page.goto("/connections");
  await expect(page.getByRole("link", { name: /Torikatu/ })).toBeVisible();
  await expect(page.getByRole("link", { name: en.connections.add })).toHaveCount(0);
  await expect(hint).toBeVisible();
  await page.goto(await settingsOf(page));
  await expect(page.getByRole("button", { name: settings.members.submit })).toHaveCount(0);
  await expect(page.getByRole("listitem").filter({ hasText: user.email })).toContainText(settings.roles.OWNER);

  const before = await everythingOf(stack, user);
  for (const forbidden of [`${path}/disconnect`, "/connections/new"]) {
    await page.goto(forbidden);
    await expect(page.getByText(en.notAllowed.look_only)).toBeVisible();
  }
  // The forms of the owner's pages, sent by the reader.
  const mark = stack.userMark((await userOf(stack, reader))?.id ?? "");
  for (const [form, button, fields] of [
    [path, en.connection.change, [["receiptheroId", receiptheroId]]],
    [
      path,
      en.connect.save,
      [
        ["receiptheroId", receiptheroId],
        ["label", "Taken over"],
      ],
    ],
    [`${path}/disconnect`, "", [["receiptheroId", receiptheroId]]],
    [
      await settingsOf(owner),
      settings.members.submit,
      [
        ["email", newUser().email],
        ["role", "OWNER"],
      ],
    ],
  ] as const) {
    const action = (await actionFields(owner, form, button)).filter(([name]) => name !== USER_MARK_FIELD);
    const typed = fields.map(([name, value]): [string, string] => [name, value]);
    const answer = await postFields(page, stack, form, [...action, [USER_MARK_FIELD, mark], ...typed]);
    expect(redirectOf(answer)).toMatch(/^\/not-allowed\?reason=(?:look|owners)_only$/);
  }
  expect(await everythingOf(stack, user)).toEqual(before);
});

test("a member who is removed or becomes a reader while a page is open is told so", async ({
  page,
  openContext,
  stack,
}) => {
  const owner = await openContext();
  const user = await signUpDirectly(owner, stack, newUser("Bageri Ilta"));
  const receiptheroId = await connect(owner, { label: "Torikatu" });
  const member = await addMember(page, stack, user, "MEMBER");

  await page.goto(`/connections/${receiptheroId}`);
  await openRename(page);
  await page.getByLabel(en.connect.label).fill("Kauppahalli");
  await changeMember(stack, member.email, `UPDATE "Member" SET role = 'READER'`);
  await page.getByRole("button", { name: en.connect.save }).click();
  await expect(page.getByText(en.validation.look_only)).toBeVisible();
  await expect(page.getByLabel(en.connect.label)).toHaveValue("Kauppahalli");
  await changeMember(stack, member.email, `DELETE FROM "Member"`);
  await page.getByRole("button", { name: en.connect.save }).click();
  await expect(page.getByText(en.errors.notFoundBody)).toBeVisible();
  expect(await connectionsOf(stack, user)).toMatchObject([{ label: "Torikatu" }]);
});

test("a form about the business says so when its member lost the role or was removed while it was open", async ({
  page,
  openContext,
  stack,
}) => {
  const owner = await openContext();
  const user = await signUpDirectly(owner, stack, newUser("Bageri Ilta"));
  const member = await addMember(page, stack, user, "OWNER");
  const business = await businessOf(page);

  await page.goto(await settingsOf(page));
  await page.getByLabel(settings.members.email).fill("somebody@example.com");
  await changeMember(stack, member.email, `UPDATE "Member" SET role = 'MEMBER'`);
  await page.getByRole("button", { name: settings.members.submit }).click();
  await expect(page.getByText(en.validation.owners_only)).toBeVisible();
  await expect(page.getByLabel(settings.members.email)).toHaveValue("somebody@example.com");

  await page.goto(`${business}/connections/new`);
  await openMoreOptions(page);
  await page.getByLabel(en.connect.label, { exact: true }).fill("Kauppahalli");
  await changeMember(stack, member.email, `UPDATE "Member" SET role = 'READER'`);
  await page.getByRole("button", { name: en.connect.submit }).click();
  await expect(page.getByText(en.validation.look_only)).toBeVisible();
  await expect(page.getByLabel(en.connect.label, { exact: true })).toHaveValue("Kauppahalli");

  await changeMember(stack, member.email, `DELETE FROM "Member"`);
  await page.getByRole("button", { name: en.connect.submit }).click();
  await expect(page.getByText(en.errors.notFoundBody)).toBeVisible();
  await expect(page.getByRole("banner")).not.toContainText(user.business);
  expect(await requestsOf(stack, member)).toEqual([]);
  expect(await stack.database.rows(`SELECT FROM "Invitation"`)).toEqual([]);
});

test("an owner gives a member another role, and the last owner stays one", async ({ page, openContext, stack }) => {
  const user = await signUpDirectly(page, stack, newUser("Bageri Ilta"));
  const other = await openContext();
  const member = await addMember(other, stack, user, "MEMBER");
  const members = page.getByRole("region", { name: settings.members.title, exact: true });
  await page.goto(await settingsOf(page));
  await members.getByRole("link", { name: formatMessage(settings.members.changeOf, { who: member.email }) }).click();
  await expect(page.getByRole("heading", { name: member.email, exact: true })).toBeVisible();
  await page.getByRole("radio", { name: settings.roles.READER }).check();
  await page.getByRole("button", { name: settings.member.roleSubmit }).click();
  await expect(members.getByRole("status")).toHaveText(settings.saved.role);
  await expect(members.getByRole("listitem").filter({ hasText: member.email })).toContainText(settings.roles.READER);
  expect(redirectOf(await other.request.get(`${await businessOf(other)}/connections/new`, { maxRedirects: 0 }))).toBe(
    "/not-allowed?reason=look_only",
  );

  await members.getByRole("link", { name: settings.members.change, exact: true }).click();
  await expect(page.getByRole("heading", { name: settings.member.ownerTitle })).toBeVisible();
  await page.getByRole("radio", { name: settings.roles.MEMBER }).check();
  await page.getByRole("button", { name: settings.member.roleSubmit }).click();
  await expect(page.getByText(en.validation.last_owner)).toBeVisible();
});

test("the last owner beside other members can neither leave nor be removed, by hand either", async ({
  page,
  openContext,
  stack,
}) => {
  const user = await signUpDirectly(page, stack, newUser("Bageri Ilta"));
  await connect(page);
  const fellow = await addMember(await openContext(), stack, user, "MEMBER");
  const self = await userOf(stack, user);
  const list = await settingsOf(page);
  const own = `${list}/members/${self?.id}`;
  const fellows = `${list}/members/${(await userOf(stack, fellow))?.id}`;
  // While there was a second owner, the page had the form that leaves.
  await changeMember(stack, fellow.email, `UPDATE "Member" SET role = 'OWNER'`);
  const leave = await actionFields(page, own, settings.member.leaveSubmit);
  const remove = await actionFields(page, fellows, settings.member.removeSubmit);
  expect([leave, remove]).not.toContainEqual([]);
  await changeMember(stack, fellow.email, `UPDATE "Member" SET role = 'MEMBER'`);

  const before = await everythingOf(stack, user);
  for (const action of [leave, remove]) {
    const response = await postFields(page, stack, own, [...action, ["id", self?.id ?? ""], ["effect", "stays"]]);
    expect([303, 404]).toContain(response.status());
    expect(await everythingOf(stack, user)).toEqual(before);
  }
  await page.goto(own);
  await expect(page.getByRole("heading", { name: settings.member.ownerTitle })).toBeVisible();
  await expect(page.getByRole("button", { name: settings.member.leaveSubmit })).toHaveCount(0);
});
