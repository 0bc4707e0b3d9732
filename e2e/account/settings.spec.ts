import { readFile } from "node:fs/promises";
import type { Page } from "@playwright/test";
import { EMAIL_CHANGE_MINUTES, EMAIL_UNDO_HOURS, INVITATION_DAYS } from "../../lib/lifetimes.ts";
import { connect, enter, goToConsent, newestLink, newUser, openLink, signIn, type User } from "../fixtures/actions.ts";
import { auditActionsOf, bytesOf, connectionsOf, everythingOf, sessionCountOf } from "../fixtures/db-queries.ts";
import { disconnect, jobsFor, makeJobDue, seeDisconnected, tokenOf } from "../fixtures/disconnecting.ts";
import { type Deed, NOBODYS, seeNoDifference } from "../fixtures/expect-indistinguishable.ts";
import { en, words } from "../fixtures/messages.ts";
import { actionFields, type HandMadeField, postFields } from "../fixtures/raw-form-post.ts";
import { PARTNER, type Stack } from "../fixtures/stack.ts";
import { expect, test } from "../fixtures/test.ts";

const { settings } = en;

/** A section of the settings page. */
const part = (page: Page, title: string) => page.getByRole("region", { name: title, exact: true });

type UserRow = { id: string; merchantId: string | null; name: string | null };

/** The user with an email, or null. */
async function userOf(stack: Stack, { email }: User): Promise<UserRow | null> {
  const [stored] = await stack.database.rows<UserRow>(`SELECT id, "merchantId", name FROM "User" WHERE email = $1`, [
    email,
  ]);
  return stored ?? null;
}

/** Invites a user in the settings, and waits until the email is sent. */
async function invite(page: Page, email: string): Promise<void> {
  await page.goto("/settings");
  const members = part(page, settings.members.title);
  await members.getByLabel(settings.members.email).fill(email);
  await members.getByRole("button", { name: settings.members.submit }).click();
  await expect(members.getByRole("status")).toHaveText(words(settings.saved.invited, { days: INVITATION_DAYS }));
}

/** Joins a business through an invitation's link, from signed out to the settings. */
async function joinBy(page: Page, stack: Stack, invitation: string, email: string, business: string): Promise<void> {
  await page.goto(invitation);
  await page.waitForURL("/invitation");
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(words(en.invitation.title, { business }));
  await page.getByRole("button", { name: en.invitation.signInButton }).click();
  await page.waitForURL("/sign-in/check-mail");
  await openLink(page, await newestLink(stack, email));
  await page.waitForURL("/invitation");
  await page.getByRole("button", { name: words(en.invitation.submit, { business }) }).click();
  await page.waitForURL(/\/settings\?saved=joined/);
  await expect(page.getByText(words(settings.saved.joined, { business }))).toBeVisible();
}

/** Adds a new member to a user's business. */
async function addMember(page: Page, memberBrowser: Page, stack: Stack, user: User): Promise<User> {
  const member = newUser(user.business);
  await invite(page, member.email);
  await joinBy(memberBrowser, stack, await newestLink(stack, member.email), member.email, user.business);
  return member;
}

test("the business and its user get other names", async ({ page, stack }) => {
  const user = await enter(page, stack, newUser("Before Oy"));
  await page.goto("/settings");
  const business = part(page, settings.business.title);
  await business.getByLabel(settings.business.name).fill(" Kahvila Ilta & Pojat ");
  await business.getByRole("button", { name: settings.business.submit }).click();
  await expect(business.getByRole("status")).toHaveText(
    words(settings.saved.business, { business: "Kahvila Ilta & Pojat" }),
  );
  await expect(business.getByLabel(settings.business.name)).toHaveValue("Kahvila Ilta & Pojat");

  const you = part(page, settings.profile.title);
  await you.getByLabel(settings.profile.name).fill("Aino Ääri");
  await you.getByRole("button", { name: settings.profile.submit }).click();
  await expect(you.getByRole("status")).toHaveText(settings.saved.profile);
  expect(await userOf(stack, user)).toMatchObject({ name: "Aino Ääri" });
  await expect(part(page, settings.members.title).getByRole("listitem").first()).toContainText("Aino Ääri");
  expect(await auditActionsOf(stack, user)).toEqual(["merchant.renamed", "user.changed"]);
  const audit = JSON.stringify(
    (await everythingOf(stack, user)).filter((row) => "kind" in row && row.kind === "AuditEvent"),
  );
  for (const name of ["Before", "Ilta", "Aino"]) expect(audit).not.toContain(name);

  await goToConsent(page);
  const asked = words(en.consent.message, { partner: PARTNER, business: "Kahvila Ilta & Pojat" });
  await expect(page.getByText(asked)).toBeVisible();
});

test("without JavaScript the business gets another name as well, and no empty one", async ({ openBrowser, stack }) => {
  const page = await openBrowser({ javaScriptEnabled: false });
  const user = await enter(page, stack);
  const before = await everythingOf(stack, user);
  await page.goto("/settings");
  const business = part(page, settings.business.title);
  const field = business.getByLabel(settings.business.name);
  const save = business.getByRole("button", { name: settings.business.submit });
  await field.fill("   ");
  await save.click();
  await expect(page.getByText(en.validation.required)).toBeVisible();
  expect(await everythingOf(stack, user)).toEqual(before);
  await field.fill("Kahvila Ilta");
  await save.click();
  await expect(business.getByRole("status")).toHaveText(words(settings.saved.business, { business: "Kahvila Ilta" }));
});

test("each connection stands in the settings, and can be renamed there", async ({ page, stack }) => {
  const user = await enter(page, stack);
  const receiptheroId = await connect(page, { label: "Torikatu", notes: [["floor", "2"]] });
  await page.goto("/settings");
  const connections = part(page, settings.connections.title);
  await connections.getByText("Torikatu").first().click();
  await expect(connections.getByText(en.connection.metadataHint)).toBeVisible();
  await expect(connections.getByRole("heading", { name: en.connection.history })).toBeVisible();
  await expect(connections.getByRole("button", { name: en.connection.change })).toBeVisible();
  await expect(connections.getByRole("link", { name: en.connection.disconnect })).toBeVisible();
  await connections.getByLabel(en.connect.label).fill("Kauppahalli");
  await connections.getByRole("button", { name: en.connect.save }).click();
  await page.waitForURL(`/connections/${receiptheroId}?saved=label`);
  expect(await connectionsOf(stack, user)).toMatchObject([{ label: "Kauppahalli" }]);
});

test("the address is changed by the link that goes to the new one", async ({ page, openBrowser, stack }) => {
  const user = newUser();
  await enter(page, stack, user);
  const changed = newUser();
  const before = await userOf(stack, user);
  await page.goto("/settings");
  const email = part(page, settings.email.title);
  await email.getByLabel(settings.email.email).fill(changed.email);
  await email.getByRole("button", { name: settings.email.submit }).click();
  await expect(email.getByRole("status")).toHaveText(
    words(settings.saved.requested, { minutes: EMAIL_CHANGE_MINUTES }),
  );
  expect(await userOf(stack, user)).toEqual(before);
  const link = await newestLink(stack, changed.email);

  await test.step("a mail scanner uses nothing up", async () => {
    for (const method of ["GET", "HEAD", "GET"]) await fetch(link, { method });
    expect(await userOf(stack, user)).toEqual(before);
  });
  await test.step("it is of no use to another user", async () => {
    const other = await openBrowser();
    const stranger = await enter(other, stack);
    await other.goto(link);
    await expect(other.getByRole("heading", { level: 1 })).toHaveText(settings.email.failed.title);
    expect(await userOf(stack, stranger)).not.toBeNull();
    expect(await userOf(stack, user)).toEqual(before);
  });
  await test.step("the page asks once more, at an address without the link's secret", async () => {
    await page.goto(link);
    await page.waitForURL("/settings/email/confirm");
    await expect(
      page.getByText(
        words(settings.email.confirm.body, {
          email: changed.email,
          before: user.email,
          hours: EMAIL_UNDO_HOURS,
        }),
      ),
    ).toBeVisible();
    await page.getByRole("button", { name: settings.email.confirm.submit }).click();
    await page.waitForURL(/\/settings\?saved=email/);
    await expect(page.getByText(words(settings.saved.email, { email: changed.email }))).toBeVisible();
  });
  expect(await userOf(stack, user)).toBeNull();
  expect(await userOf(stack, changed)).toEqual(before);
  const [mail] = await stack.sandbox.mailsTo(user.email);
  expect(mail?.subject).toBe(words(en.mail.emailChanged.subject, { partner: PARTNER }));
  expect(mail?.links).toHaveLength(1);

  await test.step("a second time it is of no use", async () => {
    await page.goto(link);
    await expect(page.getByRole("heading", { level: 1 })).toHaveText(settings.email.failed.title);
  });
  await test.step("the new address signs in to the account, the former one begins anew", async () => {
    const browser = await openBrowser();
    await signIn(browser, stack, changed.email);
    await browser.waitForURL("/connections");
    const another = await openBrowser();
    await signIn(another, stack, user.email);
    await another.waitForURL("/welcome");
  });
});

test("an address that has an account gets the same answer, and only a notice", async ({ page, openBrowser, stack }) => {
  const taken = await enter(await openBrowser(), stack);
  const user = await enter(page, stack);
  await page.goto("/settings");
  const email = part(page, settings.email.title);
  await email.getByLabel(settings.email.email).fill(taken.email.toUpperCase());
  await email.getByRole("button", { name: settings.email.submit }).click();
  await expect(email.getByRole("status")).toHaveText(
    words(settings.saved.requested, { minutes: EMAIL_CHANGE_MINUTES }),
  );
  const [mail, ...others] = await stack.sandbox.mailsTo(taken.email);
  expect(others).toEqual([]);
  expect(mail).toMatchObject({ subject: words(en.mail.emailInUse.subject, { partner: PARTNER }), links: [] });
  expect(mail?.text).not.toContain(user.email);
  expect(await userOf(stack, user)).not.toBeNull();
});

test("another session is ended, and its browser is signed out", async ({ page, openBrowser, stack }) => {
  const user = await enter(page, stack);
  const other = await openBrowser({
    userAgent: "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Mobile/15E148 Safari/604.1",
  });
  await signIn(other, stack, user.email);
  await other.goto("/settings");
  await page.goto("/settings");
  const sessions = part(page, settings.sessions.title);
  await expect(sessions.getByRole("listitem")).toHaveCount(2);
  await expect(sessions.getByRole("listitem").first()).toContainText(settings.sessions.this);
  const second = sessions.getByRole("listitem").nth(1);
  await expect(second).toContainText(words(settings.sessions.both, { browser: "Safari", system: "iPhone" }));
  await second.getByRole("button").click();
  await expect(sessions.getByRole("status")).toHaveText(settings.saved.ended);
  await expect(sessions.getByRole("listitem")).toHaveCount(1);
  await expect(sessions.getByRole("listitem").getByRole("button")).toHaveCount(0);

  await other.goto("/connections");
  await other.waitForURL((url) => url.pathname === "/sign-in");
  expect(await sessionCountOf(stack, user)).toBe(1);
  expect(await auditActionsOf(stack, user)).toEqual(["session.ended"]);
});

test("a member joins by the invitation's link, which works once", async ({ page, openBrowser, stack }) => {
  const user = await enter(page, stack, newUser("Kukkakauppa Kielo"));
  const receiptheroId = await connect(page, { label: "Torikatu" });
  const member = newUser(user.business);
  await invite(page, member.email);
  const members = part(page, settings.members.title);
  await expect(members.getByRole("listitem")).toContainText([user.email, member.email]);
  const link = await newestLink(stack, member.email);
  for (const method of ["GET", "HEAD", "GET"]) await fetch(link, { method });

  const other = await openBrowser();
  await joinBy(other, stack, link, member.email, user.business);
  await other.goto(`/connections/${receiptheroId}`);
  await expect(other.getByRole("heading", { level: 1 })).toHaveText("Torikatu");
  await expect(other.getByRole("main")).toContainText(en.connection.actor.member);
  const [owner, joined] = [await userOf(stack, user), await userOf(stack, member)];
  expect(joined?.merchantId).toBe(owner?.merchantId);
  expect(await auditActionsOf(stack, user)).toEqual(["connection.connected", "user.invited", "user.joined"]);

  await test.step("used up", async () => {
    const before = await everythingOf(stack, user);
    const third = await openBrowser();
    for (const browser of [third, other]) {
      await browser.goto(link);
      await expect(browser.getByRole("heading", { level: 1 })).toHaveText(en.invitation.usedTitle);
    }
    expect(await everythingOf(stack, user)).toEqual(before);
  });
});

test("an invitation is for the address that it went to, and can be taken back", async ({
  page,
  openBrowser,
  stack,
}) => {
  const user = await enter(page, stack);
  const invited = newUser();
  await invite(page, invited.email);
  const link = await newestLink(stack, invited.email);
  const before = await everythingOf(stack, user);
  const other = await openBrowser();
  const stranger = await enter(other, stack);
  const own = await userOf(stack, stranger);
  await other.goto(link);
  await expect(other.getByRole("heading", { level: 1 })).toHaveText(en.invitation.otherTitle);
  expect(await userOf(stack, stranger)).toEqual(own);
  expect(await everythingOf(stack, user)).toEqual(before);

  await page.goto("/settings");
  const members = part(page, settings.members.title);
  await members.getByRole("button", { name: words(settings.members.revokeOf, { email: invited.email }) }).click();
  await expect(members.getByRole("status")).toHaveText(settings.saved.uninvited);
  const late = await openBrowser();
  await late.goto(link);
  await expect(late.getByRole("heading", { level: 1 })).toHaveText(en.invitation.usedTitle);
});

test("an invitation that has expired lets nobody in", async ({ page, openBrowser, stack }) => {
  await enter(page, stack);
  const invited = newUser();
  await invite(page, invited.email);
  await stack.database.rows(`UPDATE "Invitation" SET "expiresAt" = now() - interval '1 millisecond' WHERE email = $1`, [
    invited.email,
  ]);
  const other = await openBrowser();
  await other.goto(await newestLink(stack, invited.email));
  await expect(other.getByRole("heading", { level: 1 })).toHaveText(en.invitation.usedTitle);
});

test("a member is removed, and signed out at once", async ({ page, openBrowser, stack }) => {
  const user = await enter(page, stack);
  const receiptheroId = await connect(page);
  const other = await openBrowser();
  const member = await addMember(page, other, stack, user);
  const before = await bytesOf(stack, receiptheroId);

  await page.goto("/settings");
  await page.getByRole("link", { name: words(settings.members.removeOf, { who: member.email }) }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(
    words(settings.member.removeTitle, { who: member.email }),
  );
  await page.getByRole("button", { name: settings.member.removeSubmit }).click();
  await page.waitForURL(/\/settings\?saved=removed/);
  await expect(page.getByText(settings.saved.removed)).toBeVisible();

  await other.goto(`/connections/${receiptheroId}`);
  await other.waitForURL((url) => url.pathname === "/sign-in");
  expect(await userOf(stack, member)).toMatchObject({ merchantId: null });
  expect(await bytesOf(stack, receiptheroId)).toBe(before);
  await signIn(other, stack, member.email);
  // With the return path to the requested connection.
  await other.waitForURL((url) => url.pathname === "/welcome");
});

test("the last one cannot leave while a connection is there, and takes the business along afterwards", async ({
  page,
  openBrowser,
  stack,
}) => {
  const user = await enter(page, stack, newUser("Kukkakauppa Kielo"));
  const receiptheroId = await connect(page, { label: "Torikatu" });
  const other = await openBrowser();
  const member = await addMember(page, other, stack, user);
  const self = await userOf(stack, user);
  const leaving = `/settings/members/${self?.id}`;
  const action = await actionFields(page, leaving, settings.member.leaveSubmit);
  expect(action).not.toEqual([]);

  await test.step("one of two leaves", async () => {
    await other.goto("/settings");
    await other.getByRole("link", { name: settings.members.leave, exact: true }).click();
    await other.getByRole("button", { name: settings.member.leaveSubmit }).click();
    await other.waitForURL(/\/goodbye\?why=left/);
    await expect(other.getByRole("heading", { level: 1 })).toHaveText(en.goodbye.leftTitle);
    expect(await userOf(stack, member)).toMatchObject({ merchantId: null });
  });
  await test.step("the last one is told why not, and cannot by hand either", async () => {
    const before = await everythingOf(stack, user);
    await page.goto("/settings");
    await page.getByRole("link", { name: settings.members.leave, exact: true }).click();
    await expect(page.getByRole("heading", { level: 1 })).toHaveText(settings.member.lastTitle);
    await expect(page.getByRole("button", { name: settings.member.leaveSubmit })).toHaveCount(0);
    const response = await postFields(page, stack, leaving, [...action, ["id", self?.id ?? ""]]);
    expect(response.status()).toBe(303);
    expect(response.headers().location).toContain(leaving);
    expect(await everythingOf(stack, user)).toEqual(before);
  });
  await test.step("after disconnecting it goes", async () => {
    await disconnect(page, receiptheroId);
    await seeDisconnected(page, receiptheroId);
    await page.goto(leaving);
    await page.getByRole("button", { name: settings.member.leaveSubmit }).click();
    await page.waitForURL(/\/goodbye\?why=left/);
  });
  const merchant = `SELECT name, "deletedAt" FROM "Merchant" WHERE id = $1`;
  expect(await stack.database.row(merchant, [self?.merchantId])).toMatchObject({ deletedAt: expect.any(Date) });
  expect(await stack.database.row(merchant, [self?.merchantId])).not.toMatchObject({ name: user.business });
});

test("the download has everything about the business, and no secret", async ({ page, openBrowser, stack }) => {
  const user = await enter(page, stack, newUser("Kukkakauppa Kielo"));
  const receiptheroId = await connect(page, { label: "Torikatu", notes: [["floor", "second"]] });
  await invite(page, newUser().email);
  const stranger = await openBrowser();
  const other = await enter(stranger, stack, newUser("Somebody Else"));
  const theirs = await connect(stranger, { label: "Secret garden" }, { account: "Mikko Korhonen" });

  await page.goto("/settings");
  const download = page.waitForEvent("download");
  await page.getByRole("button", { name: settings.data.downloadButton }).click();
  const text = await readFile(await (await download).path(), "utf8");
  expect((await download).suggestedFilename()).toMatch(/\.json$/);
  expect(JSON.parse(text)).toMatchObject({
    merchant: { name: "Kukkakauppa Kielo" },
    users: [{ email: user.email }],
    connections: [{ receiptheroId, label: "Torikatu", partnerMetadata: { floor: "second" }, status: "ACTIVE" }],
  });

  const secrets = await stack.database.rows<{ value: string | null }>(
    `SELECT "sealedToken" AS value FROM "Connection" UNION SELECT "sessionToken" FROM "Session"
      UNION SELECT "tokenHash" FROM "Invitation" UNION SELECT "stateHash" FROM "AuthorizationRequest"
      UNION SELECT "browserHash" FROM "AuthorizationRequest" UNION SELECT token FROM "VerificationToken"`,
  );
  const values = secrets.map(({ value }) => value).filter((value) => value !== null);
  expect(values.length).toBeGreaterThan(4);
  for (const value of [...values, tokenOf(await stack.sandbox.state(), receiptheroId)]) {
    expect(text.includes(value), "a secret in the download").toBe(false);
  }
  for (const foreign of [theirs, "Secret garden", "Somebody Else", other.email]) expect(text).not.toContain(foreign);

  const visitor = await openBrowser();
  const response = await visitor.request.get("/api/account/export", { maxRedirects: 0 });
  expect(response.status()).toBe(303);
  expect(response.headers().location).toContain("/sign-in");
});

test("the last one deletes the account: all goes, and ReceiptHero is told until it confirms", async ({
  page,
  openBrowser,
  stack,
}) => {
  const user = await enter(page, stack, newUser("Kukkakauppa Kielo"));
  const receiptheroId = await connect(page, { label: "Torikatu", notes: [["floor", "second"]] });
  const { merchantId } = (await userOf(stack, user)) ?? {};
  const before = await everythingOf(stack, user);
  await stack.sandbox.setFault("revoke", "503");
  await page.goto("/settings");
  await page.getByRole("link", { name: settings.data.deleteButton }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(settings.delete.title);
  for (const text of [settings.delete.lastLead, settings.delete.last1, settings.delete.last2, settings.delete.final]) {
    await expect(page.getByText(words(text, { business: user.business }))).toBeVisible();
  }
  await page.getByLabel(settings.delete.confirmation).fill("Another name");
  await page.getByRole("button", { name: settings.delete.submit }).click();
  await expect(page.getByText(en.validation.confirmation_differs)).toBeVisible();
  expect(await everythingOf(stack, user)).toEqual(before);

  await page.getByLabel(settings.delete.confirmation).fill(user.business);
  await page.getByRole("button", { name: settings.delete.submit }).click();
  await page.waitForURL(/\/goodbye\?why=deleted/);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(en.goodbye.deletedTitle);
  expect(await userOf(stack, user)).toBeNull();
  await page.goto("/connections");
  await page.waitForURL((url) => url.pathname === "/sign-in");

  const status = async () => {
    const sql = `SELECT status, "sealedToken" IS NULL AS erased FROM "Connection" WHERE "receiptheroId" = $1`;
    return stack.database.row(sql, [receiptheroId]);
  };
  expect(await status()).toEqual({ status: "DISCONNECTING", erased: false });
  expect((await stack.sandbox.state()).connections).toMatchObject([{ status: "active" }]);
  await stack.sandbox.clearFaults();
  await makeJobDue(stack, receiptheroId);
  await expect.poll(status).toEqual({ status: "DISCONNECTED", erased: true });
  expect((await stack.sandbox.state()).connections).toMatchObject([{ status: "removed", removedBy: "revocation" }]);
  await expect.poll(() => jobsFor(stack, receiptheroId)).toEqual([]);

  await test.step("what stays names nobody", async () => {
    const left = await stack.database.rows(
      `SELECT e::text FROM "AuditEvent" e WHERE "merchantId" = $1
        UNION ALL SELECT c::text FROM "Connection" c WHERE "merchantId" = $1
        UNION ALL SELECT m::text FROM "Merchant" m WHERE id = $1`,
      [merchantId],
    );
    const text = JSON.stringify(left);
    for (const name of [user.email, "Kielo", "Torikatu", "second"]) expect(text).not.toContain(name);
    expect(text).toContain("merchant.deleted");
    expect(text).toContain("connection.disconnected");
  });
  await test.step("who signs in again begins anew", async () => {
    const browser = await openBrowser();
    await signIn(browser, stack, user.email);
    await browser.waitForURL("/welcome");
    await browser.getByLabel(en.welcome.name).fill("Uusi alku");
    await browser.getByRole("button", { name: en.welcome.submit }).click();
    await browser.waitForURL("/connections");
    await expect(browser.getByRole("heading", { name: en.connections.empty.title })).toBeVisible();
    await connect(browser);
    expect(await connectionsOf(stack, user)).toMatchObject([{ status: "ACTIVE" }]);
  });
});

test("one of several deletes the account: the others and the connections stay", async ({
  page,
  openBrowser,
  stack,
}) => {
  const user = await enter(page, stack);
  const receiptheroId = await connect(page);
  const other = await openBrowser();
  const member = await addMember(page, other, stack, user);
  const before = await bytesOf(stack, receiptheroId);
  await page.goto("/settings/delete");
  await expect(page.getByText(words(settings.delete.staysLead, { business: user.business }))).toBeVisible();
  await page.getByLabel(settings.delete.confirmation).fill(user.business);
  await page.getByRole("button", { name: settings.delete.submit }).click();
  await page.waitForURL(/\/goodbye\?why=deleted/);
  expect(await userOf(stack, user)).toBeNull();
  expect(await bytesOf(stack, receiptheroId)).toBe(before);
  await other.goto(`/connections/${receiptheroId}`);
  await expect(other.getByRole("button", { name: en.connection.change })).toBeVisible();
  expect(await connectionsOf(stack, member)).toMatchObject([{ status: "ACTIVE" }]);
});

test("another merchant's users, invitations and sessions are as none", async ({ page, openBrowser, stack }) => {
  const user = await enter(page, stack);
  const member = await addMember(page, await openBrowser(), stack, user);
  await invite(page, newUser().email);
  const theirs = await userOf(stack, member);
  const idOf = async (sql: string, value: unknown) => (await stack.database.row<{ id: string }>(sql, [value])).id;
  const invitation = await idOf(
    `SELECT id FROM "Invitation" WHERE "merchantId" = $1 AND "usedAt" IS NULL`,
    theirs?.merchantId,
  );
  const session = await idOf(`SELECT id FROM "Session" WHERE "userId" = $1`, theirs?.id);

  const other = await openBrowser();
  const stranger = await enter(other, stack);
  await addMember(other, await openBrowser(), stack, stranger);
  await invite(other, newUser().email);
  const second = await openBrowser();
  await signIn(second, stack, stranger.email);
  const own = await userOf(stack, stranger);
  const before = [await everythingOf(stack, user), await everythingOf(stack, stranger)];
  const sessions = await sessionCountOf(stack, member);

  const shown = await seeNoDifference(
    (id) => other.request.get(`/settings/members/${id}`, { maxRedirects: 0 }),
    theirs?.id ?? "",
  );
  expect(shown).toMatchObject({ status: 404 });

  const leaving = `/settings/members/${own?.id}`;
  const deeds: [id: string, action: HandMadeField[]][] = [
    [theirs?.id ?? "", await actionFields(other, leaving, settings.member.leaveSubmit)],
    [invitation, await actionFields(other, "/settings", settings.members.revoke)],
    [session, await actionFields(other, "/settings", settings.sessions.end)],
  ];
  for (const [id, action] of deeds) {
    expect(action).not.toEqual([]);
    for (const target of ["/settings", leaving, "/connections", "/settings/delete"]) {
      const deed: Deed = (one) => postFields(other, stack, target, [...action, ["id", one]]);
      const answer = await seeNoDifference(deed, id);
      expect(answer.status).toBeGreaterThanOrEqual(400);
    }
  }
  expect([await everythingOf(stack, user), await everythingOf(stack, stranger)]).toEqual(before);
  expect(await sessionCountOf(stack, member)).toBe(sessions);
});

test("the settings are for those who are signed in", async ({ page }) => {
  const pages = ["/settings", "/settings/delete", "/settings/email/confirm"];
  for (const path of [...pages, `/settings/members/${NOBODYS}`]) {
    await page.goto(path);
    await page.waitForURL(`/sign-in?${new URLSearchParams({ returnTo: path })}`);
  }
});
