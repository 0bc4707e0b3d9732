import { settingsOf } from "../fixtures/business.ts";
import { connect, connectWitness } from "../fixtures/connect-over-http.ts";
import { statusOf } from "../fixtures/connection-page.ts";
import { auditActionsOf, connectionsOf } from "../fixtures/db-queries.ts";
import { readPage } from "../fixtures/html.ts";
import { en, formatMessage } from "../fixtures/messages.ts";
import { signUpDirectly } from "../fixtures/sign-in.ts";
import { expect, test } from "../fixtures/test.ts";

test("a revocation at ReceiptHero ends the connection while the merchant looks at it, and is told on every page until read", async ({
  page,
  stack,
}) => {
  const user = await signUpDirectly(page, stack);
  const id = await connect(page, { label: "Torikatu" });
  await page.goto(`/connections/${id}`);
  const main = page.getByRole("main");
  await expect(statusOf(page)).toContainText(en.health.word.healthy);

  expect(await stack.sandbox.notify({ type: "oauth_authorization_revoke", receipthero_id: id })).toBe(200);
  await expect(statusOf(page)).toContainText(en.health.word.disconnected);
  await expect(main).toContainText(en.health.why.disconnected.merchant.RECEIPTHERO);
  expect(await connectionsOf(stack, user)).toMatchObject([
    { status: "DISCONNECTED", disconnectedBy: "RECEIPTHERO", sealedToken: null },
  ]);
  expect(await auditActionsOf(stack, user)).toEqual(["connection.connected", "connection.disconnected"]);

  const told = formatMessage(en.connection.disconnectedNotice.title, { label: "Torikatu" });
  for (const path of [await settingsOf(page), "/connections"]) {
    await page.goto(path);
    await expect(main.getByRole("alert")).toContainText(told);
  }
  await page.getByRole("button", { name: en.connection.disconnectedNotice.read }).click();
  await expect(page.getByText(told)).toHaveCount(0);
  await page.reload();
  await expect(page.getByText(told)).toHaveCount(0);

  const mails = async () => (await stack.sandbox.mailsTo(user.email)).map(({ subject }) => subject);
  await expect.poll(mails).toEqual([en.mail.disconnected.subject]);
});

test("a late revocation leaves the new authorization alone, and a true one ends it", async ({
  context,
  openContext,
  stack,
}) => {
  await connectWitness(await openContext(), stack);
  const user = await signUpDirectly(context, stack);
  const id = await connect(context, {});
  await connect(context, {}, { update: true });
  const results = () =>
    stack.database.rows<{ result: string }>(
      `SELECT result FROM "Notification" WHERE "receiptheroId" = $1 ORDER BY "firstReceivedAt"`,
      [id],
    );
  await stack.sandbox.notify({ type: "oauth_authorization_revoke", receipthero_id: id, keepConnection: true });
  await expect.poll(results).toEqual([{ result: "still_accepted" }]);
  expect(await connectionsOf(stack, user)).toMatchObject([{ status: "ACTIVE" }]);

  await stack.sandbox.notify({ type: "oauth_authorization_revoke", receipthero_id: id });
  await expect.poll(results).toEqual([{ result: "disconnected" }]);
  expect(await connectionsOf(stack, user)).toMatchObject([{ status: "DISCONNECTED", disconnectedBy: "RECEIPTHERO" }]);
});

for (const fault of ["wrong-key", "dead-404"]) {
  test(`a revocation in doubt ends nothing while the receipts endpoint has the fault "${fault}", and the merchant learns of the doubt`, async ({
    context,
    openContext,
    stack,
  }) => {
    await connectWitness(await openContext(), stack);
    const user = await signUpDirectly(context, stack);
    const id = await connect(context, {});
    await connect(context, {}, { update: true });
    const [before] = await connectionsOf(stack, user);
    await stack.sandbox.setFault("receipts", fault);
    await stack.sandbox.notify({ type: "oauth_authorization_revoke", receipthero_id: id });
    await expect.poll(() => connectionsOf(stack, user)).toMatchObject([{ unauthorizedReason: "revocation_unclear" }]);
    const page = await readPage(context, `/connections/${id}`);
    expect(page).toContain(en.health.why.unauthorized.merchant.revocation_unclear);
    expect(await connectionsOf(stack, user)).toMatchObject([
      { status: "ACTIVE", sealedToken: before?.sealedToken, disconnectedAt: null },
    ]);
  });
}

test("a dead token that ReceiptHero answers with 403 is not taken for a living one", async ({
  context,
  openContext,
  stack,
}) => {
  await connectWitness(await openContext(), stack);
  const user = await signUpDirectly(context, stack);
  const id = await connect(context, {});
  await stack.sandbox.setFault("token", "scope-named");
  await connect(context, {}, { update: true });
  await stack.sandbox.setFault("receipts", "dead-403");
  await stack.sandbox.notify({ type: "oauth_authorization_revoke", receipthero_id: id });
  await expect
    .poll(() => connectionsOf(stack, user))
    .toMatchObject([{ status: "DISCONNECTED", disconnectedBy: "RECEIPTHERO", sealedToken: null }]);
});

test("silence and gaps are said on the list and on the connection's page", async ({ page, stack }) => {
  await signUpDirectly(page, stack);
  const id = await connect(page, { label: "Torikatu" });
  await page.goto(`/connections/${id}`);
  await stack.sandbox.notify({ type: "transaction_notification", receipthero_id: id, receipt_id: "r1" });
  await expect(statusOf(page)).toContainText(formatMessage(en.health.why.healthy, { ago: "" }).slice(0, -2));

  await stack.database.rows(
    `UPDATE "Connection" SET "overdueFrom" = now() - interval '2 hours' WHERE "receiptheroId" = $1`,
    [id],
  );
  await page.goto("/connections");
  const card = page.getByRole("listitem").filter({ hasText: "Torikatu" });
  await expect(card).toContainText(en.health.word.overdue);
  await card.getByRole("link").click();
  await expect(statusOf(page)).toContainText("It was due 2 hours ago.");

  await stack.sandbox.notify({ type: "receipt_notification", receipthero_id: id, receipt_id: "r1" });
  await expect(statusOf(page)).toContainText(en.health.word.healthy);
});
