import { MAIL_LIMIT_MINUTES, SIGN_IN_LINK_MINUTES } from "../../lib/lifetimes.ts";
import { withoutBusiness } from "../fixtures/business.ts";
import { sessionCountOf } from "../fixtures/db-queries.ts";
import { en, formatMessage } from "../fixtures/messages.ts";
import { sendForm } from "../fixtures/raw-form-post.ts";
import { askForLink, newestLink, newUser, openLink, signUpDirectly, startSession } from "../fixtures/sign-in.ts";
import { followLink, requestLink, signInOverHttp, signOutOverHttp } from "../fixtures/sign-in-over-http.ts";
import { ADMIN } from "../fixtures/stack.ts";
import { expect, test } from "../fixtures/test.ts";

const CONFIRM = "/api/auth/callback/nodemailer";

test("a sign-in link works once", async ({ page, openContext, stack }) => {
  const user = newUser();
  await askForLink(page, user.email);
  const link = await newestLink(stack, user.email);
  await openLink(page, link);
  expect(await sessionCountOf(stack, user)).toBe(1);

  expect(await followLink(await openContext(), link)).toBe("/sign-in/error?error=Verification");
  expect(await sessionCountOf(stack, user)).toBe(1);
});

test("an expired sign-in link signs nobody in, and another one does", async ({ page, stack }) => {
  const user = newUser();
  await requestLink(page, user.email);
  await stack.database.rows(
    `UPDATE "VerificationToken" SET expires = now() - interval '1 second' WHERE identifier = $1`,
    [user.email],
  );
  await page.goto(await newestLink(stack, user.email));
  await page.getByRole("button", { name: en.signIn.confirm.button }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(en.signIn.failed.linkTitle);
  expect(await sessionCountOf(stack, user)).toBe(0);

  await page.getByRole("link", { name: en.signIn.failed.again }).click();
  await page.waitForURL((url) => url.pathname === "/sign-in");
  await signInOverHttp(page, stack, user.email);
  expect(await sessionCountOf(stack, user)).toBe(1);
});

test("a made-up sign-in link signs nobody in", async ({ context, stack }) => {
  const user = newUser();
  await requestLink(context, user.email);
  const link = new URL(await newestLink(stack, user.email));
  link.searchParams.set("token", "0".repeat(64));
  expect(await followLink(context, link.href)).toBe("/sign-in/error?error=Verification");

  const addressless = await context.request.get(`${CONFIRM}?token=without-an-address`);
  expect(new URL(addressless.url()).pathname).toBe("/sign-in/error");
  expect(await sessionCountOf(stack, user)).toBe(0);
});

test("known and unknown addresses get the same answer", async ({ context, openContext, stack }) => {
  const known = await signUpDirectly(context, stack);
  const answers: string[] = [];
  for (const email of [known.email, newUser().email]) {
    const visitor = await openContext();
    await requestLink(visitor, email);
    const html = await (await visitor.request.get("/sign-in/check-mail")).text();
    const [main = ""] = /<main[\s\S]*?<\/main>/.exec(html) ?? [];
    expect(main).toContain(email);
    answers.push(main.replaceAll(email, "…").replaceAll(/<[^>]*>/g, " "));
  }
  expect(answers[0]).toEqual(answers[1]);
});

test("another site cannot press the button of an opened link", async ({ page, stack }) => {
  const user = newUser();
  await requestLink(page, user.email);
  await page.goto(await newestLink(stack, user.email));

  await test.step("with a form, whose request carries no cookie of ours", async () => {
    await page.route("http://evil.example/", (route) =>
      route.fulfill({
        contentType: "text/html",
        body: `<form method="post" action="${stack.app.url}${CONFIRM}"><button>Win</button></form>`,
      }),
    );
    await page.goto("http://evil.example/");
    await page.getByRole("button", { name: "Win" }).click();
    await expect(page.getByRole("heading", { level: 1 })).toHaveText(en.signIn.failed.linkTitle);
  });
  await test.step("even if the cookie came along", async () => {
    for (const Origin of ["http://evil.example", "null", stack.sandbox.pages]) {
      const response = await page.request.post(CONFIRM, { headers: { Origin }, maxRedirects: 0 });
      expect(response.headers().location).toBe(`${stack.app.url}/sign-in/error?error=Verification`);
    }
  });
  expect(await sessionCountOf(stack, user)).toBe(0);

  await page.goto("/sign-in/confirm");
  await page.getByRole("button", { name: en.signIn.confirm.button }).click();
  await page.waitForURL("/welcome");
});

test("the button of one link does not use another one up that a second tab has opened since", async ({
  page,
  stack,
}) => {
  const [shown, other] = [newUser(), newUser()];
  for (const { email } of [shown, other]) await requestLink(page, email);
  const tab = await page.context().newPage();
  await page.goto(await newestLink(stack, shown.email));
  await tab.goto(await newestLink(stack, other.email));
  await page.getByRole("button", { name: en.signIn.confirm.button }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(en.signIn.failed.changedTitle);
  expect(await sessionCountOf(stack, shown)).toBe(0);
  expect(await sessionCountOf(stack, other)).toBe(0);

  await test.step("and both links still work", async () => {
    await tab.getByRole("button", { name: en.signIn.confirm.button }).click();
    await tab.waitForURL("/welcome");
    await page.goto(await newestLink(stack, shown.email));
    await expect(
      page.getByText(formatMessage(en.signIn.confirm.switch, { self: other.email, email: shown.email })),
    ).toBeVisible();
    await page.getByRole("button", { name: en.signIn.confirm.button }).click();
    await page.waitForURL("/welcome");
    expect(await sessionCountOf(stack, other)).toBe(0);
    expect(await sessionCountOf(stack, shown)).toBe(1);
  });
});

test("the page of a link mentions no switch to a user who is already signed in with that address", async ({
  page,
  stack,
}) => {
  const user = await signUpDirectly(page, stack);
  await page.context().clearCookies({ name: "session" });
  await requestLink(page, user.email);
  await startSession(page, stack, user);
  await page.goto(await newestLink(stack, user.email));
  await expect(page.getByRole("button", { name: en.signIn.confirm.button })).toBeVisible();
  await expect(page.getByRole("main").getByRole("alert")).toHaveCount(0);
});

test("sign-ins, sign-outs and refusals are in the audit log, which holds no address", async ({ context, stack }) => {
  const user = newUser();
  await signInOverHttp(context, stack, user.email);
  await sendForm(context, "/welcome", { name: user.business });
  await signOutOverHttp(context);
  await stack.database.rows(`UPDATE "User" SET "disabledAt" = now() WHERE email = $1`, [user.email]);
  expect(await signInOverHttp(context, stack, user.email)).toBe("/sign-in/error?error=account_disabled");

  const events = await stack.database.rows<{ action: string; after: Record<string, string> }>(
    `SELECT action, after FROM "AuditEvent" WHERE "actorId" = (SELECT id FROM "User" WHERE email = $1)
        AND action LIKE 'user.sign%' ORDER BY id`,
    [user.email],
  );
  expect(events).toEqual([
    { action: "user.signed_in", after: { method: "link", sessionId: expect.any(String) } },
    { action: "user.signed_out", after: { sessionId: events[0]?.after.sessionId } },
    { action: "user.sign_in_refused", after: { method: "link", reason: "account_disabled" } },
  ]);
  expect(await stack.database.rows(`SELECT 1 FROM "AuditEvent" e WHERE e::text LIKE '%@%'`)).toEqual([]);
});

test("the request log names the signed-in user, also of a handler that does not need one", async ({
  context,
  stack,
}) => {
  const { email } = await signUpDirectly(context, stack);
  const { id } = await stack.database.row<{ id: string }>('SELECT id FROM "User" WHERE email = $1', [email]);
  await context.request.get("/api/account/invitation?token=none");
  const answered = () =>
    stack.app
      .log()
      .split("\n")
      .filter((line) => line.includes('"path":"/api/account/invitation"') && line.includes(id));
  await expect.poll(() => answered().length).toBe(1);
});

test("the seventh mail to an address within a quarter of an hour is refused", async ({ page, stack }) => {
  const { email } = newUser();
  for (const spelling of [email, email.toUpperCase(), email, email, email, email]) await requestLink(page, spelling);
  await page.goto("/sign-in");
  await page.getByLabel(en.signIn.email).fill(email);
  await page.getByRole("button", { name: en.signIn.submit }).click();
  await expect(page.getByRole("alert").first()).toContainText(
    formatMessage(en.validation.too_many_sign_in_mails, {
      mailMinutes: MAIL_LIMIT_MINUTES,
      linkMinutes: SIGN_IN_LINK_MINUTES,
    }),
  );
  await expect(page.getByLabel(en.signIn.email)).toHaveValue(email);
  expect(await stack.sandbox.mailsTo(email)).toHaveLength(6);

  await requestLink(page, newUser().email);
});

test("an address of ADMIN_EMAILS signs in to the admin pages", async ({ context, stack }) => {
  expect(await signInOverHttp(context, stack, ADMIN)).toBe("/admin");
  const user = await stack.database.row<{ id: string; role: string }>('SELECT id, role FROM "User" WHERE email = $1', [
    ADMIN,
  ]);
  expect(user.role).toBe("ADMIN");
  const promotions = await stack.database.rows(
    `SELECT 1 FROM "AuditEvent"
      WHERE action = 'user.made_admin' AND "actorType" = 'SYSTEM' AND after ->> 'userId' = $1`,
    [user.id],
  );
  expect(promotions).toHaveLength(1);
});

test("signing in leads on to the page that was asked for", async ({ context, openContext, stack }) => {
  const { email } = await signUpDirectly(await openContext(), stack);
  const path = "/connections/new?from=a+link";
  expect(withoutBusiness(await signInOverHttp(context, stack, email, path))).toBe(path);
});

for (const returnTo of ["https://evil.example/", "/.//evil.example/", "/\\evil.example/", "javascript:alert(1)"]) {
  test(`signing in does not lead on to ${returnTo}`, async ({ context, stack }) => {
    const path = `/sign-in?${new URLSearchParams({ returnTo })}`;
    expect(await signInOverHttp(context, stack, newUser().email, path)).toBe("/welcome");
  });
}
