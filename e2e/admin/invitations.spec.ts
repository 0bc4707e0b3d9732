import { readFile } from "node:fs/promises";
import type { Page } from "@playwright/test";
import sv from "../../messages/sv/index.ts";
import { checkAccessibility, checkWords } from "../fixtures/accessibility.ts";
import { invitationLink, invitationTitle, inviteByForm, newInvited, seeInvitation } from "../fixtures/invitations.ts";
import { tabTo } from "../fixtures/keyboard.ts";
import { en, formatMessage } from "../fixtures/messages.ts";
import { askForLink, newestLink, openLink, signInAsAdmin } from "../fixtures/sign-in.ts";
import { PARTNER } from "../fixtures/stack.ts";
import { expect, test } from "../fixtures/test.ts";

const own = en.admin.invitations;
const session = en.connectSession;

/** Presses the button of an invitation, and answers at ReceiptHero. */
async function answer(page: Page, choice: "Approve" | "Deny"): Promise<void> {
  await page.getByRole("button", { name: session.submit }).click();
  await page.getByRole("button", { name: choice }).click();
  await page.waitForURL(/\/connect\/[0-9a-f-]{36}$/);
}

test("an invited business connects by its email, and its owner signs in", async ({ page, openBrowser, stack }) => {
  await signInAsAdmin(page, stack);
  await page.goto("/admin/invitations");
  await expect(page.getByRole("heading", { name: own.empty.title })).toBeVisible();
  await checkAccessibility(page);
  const invited = newInvited();
  await inviteByForm(page, invited);
  await seeInvitation(page, { ...invited, state: "sent" });
  await checkAccessibility(page);

  const merchant = await openBrowser();
  await merchant.goto(await invitationLink(stack, invited.email));
  await expect(merchant.getByRole("heading", { level: 1 })).toHaveText(invitationTitle());
  await checkAccessibility(merchant);
  await seeInvitation(page, { ...invited, state: "opened" });

  await test.step("a denial changes nothing, and the link goes on", async () => {
    await answer(merchant, "Deny");
    await expect(merchant.getByRole("alert").filter({ hasText: session.invited.cancelled })).toBeVisible();
    await checkWords(merchant);
    await seeInvitation(page, { ...invited, state: "opened" });
  });
  await test.step("the laptop takes over from the phone", async () => {
    const laptop = await openBrowser();
    await laptop.goto(await invitationLink(stack, invited.email));
    await merchant.getByRole("button", { name: session.submit }).click();
    await expect(merchant.getByRole("button", { name: "Approve" })).toBeVisible();
    await answer(laptop, "Approve");
    await expect(laptop.getByRole("heading", { level: 1 })).toHaveText(
      formatMessage(session.end.connected.title, { business: invited.businessName }),
    );
    await checkAccessibility(laptop);
    await merchant.getByRole("button", { name: "Approve" }).click();
    await expect(merchant.getByRole("heading", { level: 1 })).toHaveText(
      formatMessage(session.end.connected.title, { business: invited.businessName }),
    );
    await seeInvitation(page, { ...invited, state: "connected" });
  });
  await test.step("the invited user signs in as an owner", async () => {
    const words = { partner: PARTNER, email: invited.email, business: invited.businessName };
    await expect(merchant.getByText(formatMessage(session.invited.connected, words))).toBeVisible();
    await merchant.getByRole("link", { name: session.invited.signIn }).click();
    await askForLink(merchant, invited.email);
    await openLink(merchant, await newestLink(stack, invited.email));
    await expect(merchant.getByRole("listitem").filter({ hasText: invited.businessName })).toBeVisible();
    const member = await stack.database.row<{ role: string }>(
      `SELECT b.role FROM "Member" b JOIN "User" u ON u.id = b."userId" WHERE u.email = $1`,
      [invited.email],
    );
    expect(member.role).toBe("OWNER");
  });
});

test("an invitation is filled in by keyboard, and one for the same customer and address is refused", async ({
  page,
  stack,
}) => {
  await signInAsAdmin(page, stack);
  const invited = newInvited();
  await inviteByForm(page, invited);
  await page.goto("/admin/invitations/new");
  await checkAccessibility(page);
  for (const [label, value] of [
    [own.externalId, invited.externalId],
    [own.business, invited.businessName],
    [own.email, invited.email],
  ] as const) {
    await tabTo(page, page.getByLabel(label));
    await page.keyboard.type(value);
  }
  await page.keyboard.press("Enter");
  await expect(page.getByRole("alert").filter({ hasText: en.validation.already_invited })).toBeVisible();
  await expect(page.getByLabel(own.email)).toHaveValue(invited.email);
});

test("an invitation is in the language that the admin chose, from its email to its page", async ({
  page,
  openBrowser,
  stack,
}) => {
  await signInAsAdmin(page, stack);
  const invited = newInvited({ language: "sv" });
  await inviteByForm(page, invited);
  await seeInvitation(page, { ...invited, state: "sent" });
  const [mail] = await stack.sandbox.mailsTo(invited.email);
  expect(mail?.subject).toBe(formatMessage(sv.mail.merchantInvitation.subject, { partner: PARTNER }));
  const merchant = await openBrowser({ locale: "en-GB" });
  await merchant.goto(await invitationLink(stack, invited.email));
  await expect(merchant.locator("html")).toHaveAttribute("lang", "sv");
  await expect(merchant.getByRole("button", { name: sv.connectSession.submit })).toBeVisible();
});

test("an address that the email server refuses is shown with the server's reply", async ({ page, stack }) => {
  await signInAsAdmin(page, stack);
  const invited = newInvited({ email: "nobody@refused.example" });
  await inviteByForm(page, invited);
  const row = await seeInvitation(page, { ...invited, state: "refused" });
  await expect(row).toContainText(formatMessage(own.detail.code, { code: "550" }));
  await checkAccessibility(page);
  await page.getByRole("navigation", { name: own.states }).getByRole("link", { name: own.stateOf.refused }).click();
  await page.waitForURL(/state=refused/);
  await expect(page.getByRole("row").filter({ hasText: invited.email })).toBeVisible();
});

test("an expired invitation says so, and asks for another one", async ({ page, openBrowser, stack }) => {
  await signInAsAdmin(page, stack);
  const invited = newInvited();
  await inviteByForm(page, invited);
  await seeInvitation(page, { ...invited, state: "sent" });
  await stack.database.rows(`UPDATE "ConnectSession" SET "expiresAt" = now() - interval '1 minute'`);
  const merchant = await openBrowser();
  await merchant.goto(await invitationLink(stack, invited.email));
  await expect(merchant.getByRole("heading", { level: 1 })).toHaveText(session.end.expired.title);
  await expect(
    merchant.getByText(formatMessage(session.invited.expired, { days: 14, partner: PARTNER })),
  ).toBeVisible();
  await checkWords(merchant);
});

test("a file invites its good lines, names the bad ones, and its results are downloaded", async ({ page, stack }) => {
  const { exportColumns: column, invitationFiles: files } = en.admin;
  const [first, second] = [newInvited(), newInvited({ businessName: "Kahvila; Ilta Oy" })];
  const upload = async (body: string | Buffer) => {
    await page.getByLabel(files.new.file).setInputFiles({
      name: "businesses.csv",
      mimeType: "text/csv",
      buffer: Buffer.from(body),
    });
    await page.getByRole("button", { name: files.new.submit }).click();
  };
  await signInAsAdmin(page, stack);
  await page.goto("/admin/invitations");
  await page.getByRole("link", { name: own.inviteMany }).click();
  await expect(page.getByRole("heading", { level: 1, name: files.new.title })).toBeVisible();
  await checkAccessibility(page);
  await test.step("a file that is not Unicode is refused as a whole", async () => {
    await upload(Buffer.from("external_id,business_name,email\n1,K\u00e4si Oy,kasi@example.com", "latin1"));
    await expect(page.getByText(formatMessage(files.new.problems.not_utf8, { format: "CSV UTF-8" }))).toBeVisible();
    await checkAccessibility(page);
  });
  await upload(
    [
      "\uFEFFexternal_id;business_name;email;region",
      `${first.externalId};${first.businessName};${first.email};Turku`,
      `${second.externalId};"${second.businessName}";${second.email};`,
      `=cmd;Kahvila;nonsense;`,
      `${first.externalId};${first.businessName};${first.email};Turku`,
    ].join("\r\n"),
  );
  await page.waitForURL(/\/admin\/invitations\/files\/[\da-f-]{36}$/);
  const progress = page.getByRole("region", { name: files.detail.progress });
  await expect(progress.getByText(files.state.DONE, { exact: true })).toBeVisible();
  await expect(page.getByRole("row", { name: "=cmd" })).toContainText(files.refusals.bad_email);
  await checkAccessibility(page);
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("link", { name: files.detail.export.csv }).click(),
  ]);
  expect(await readFile(await download.path(), "utf8")).toBe(
    `\uFEFF${[column.line, column.external_id, column.result, column.reason, column.column]}\r\n2,${first.externalId},invited,,\r\n3,${second.externalId},invited,,\r\n` +
      `4,'=cmd,refused,bad_email,email\r\n5,${first.externalId},already_invited,,\r\n`,
  );
  await page.goto("/admin/invitations/files");
  await expect(
    page.getByRole("listitem").filter({ hasText: formatMessage(files.refused, { count: 1 }) }),
  ).toBeVisible();
  await checkAccessibility(page);
  await seeInvitation(page, { ...second, state: "sent" });
  expect(await stack.sandbox.mailsTo(first.email)).toHaveLength(1);
});

test("all invitations that match are reminded with a new link, and a day must pass before the next", async ({
  page,
  stack,
}) => {
  const texts = en.admin.reminders;
  const invited = newInvited();
  await signInAsAdmin(page, stack);
  await inviteByForm(page, invited);
  await seeInvitation(page, { ...invited, state: "sent" });
  const former = await invitationLink(stack, invited.email);
  await page.getByRole("link", { name: texts.start }).click();
  await expect(page.getByRole("heading", { name: texts.new.noneTitle })).toBeVisible();
  await checkAccessibility(page);

  await stack.database.rows(
    `UPDATE "MerchantInvitation" SET "lastMailAt" = now() - interval '1 day' WHERE email = $1`,
    [invited.email],
  );
  await page.goto(`/admin/invitations?q=${encodeURIComponent(invited.email)}`);
  await page.getByRole("link", { name: texts.start }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Remind 1 business?");
  await checkAccessibility(page);
  await page.getByRole("button", { name: "Remind this one" }).click();
  await page.waitForURL(/\/admin\/invitations\/reminders\/[\da-f-]{36}$/);
  // Its next step would end it, and then nothing could be stopped.
  const nextStep = `UPDATE graphile_worker._private_jobs SET run_at = now() + interval '1 hour'
                     WHERE key LIKE 'bulk-reminder:%' AND locked_at IS NULL AND run_at > now() RETURNING key`;
  await expect.poll(() => stack.database.rows(nextStep)).toHaveLength(1);
  await expect(page.getByRole("button", { name: texts.detail.stop })).toBeVisible();
  await checkAccessibility(page);
  await expect.poll(() => invitationLink(stack, invited.email)).not.toBe(former);
  await page.getByRole("button", { name: texts.detail.stop }).click();
  await expect(page.getByText(texts.state.CANCELLED, { exact: true })).toBeVisible();
  await checkAccessibility(page);
  await page.goto("/admin/invitations?state=sent");
  await page.getByRole("link", { name: texts.newest }).click();
  await expect(page.getByText(formatMessage(texts.detail.handled, { handled: 1, total: 1 }))).toBeVisible();
});
