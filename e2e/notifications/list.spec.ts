import { randomUUID } from "node:crypto";
import type { Page } from "@playwright/test";
import sv from "../../messages/sv/index.ts";
import { checkAccessibility } from "../fixtures/accessibility.ts";
import { connect, connectWitness } from "../fixtures/connect-over-http.ts";
import { en, formatMessage } from "../fixtures/messages.ts";
import { actionFields, postFields } from "../fixtures/raw-form-post.ts";
import { signInAsAdmin, signUpDirectly } from "../fixtures/sign-in.ts";
import type { Stack } from "../fixtures/stack.ts";
import { expect, test } from "../fixtures/test.ts";

const texts = en.admin.notifications;
const ANNOUNCED = "transaction_notification";
const READY = "receipt_notification";
const REVOKED = "oauth_authorization_revoke";

const list = (page: Page) => page.getByRole("list", { name: texts.list }).getByRole("listitem");
const addressOf = (query: Record<string, string>) => `/admin/notifications?${new URLSearchParams(query)}`;

function statesOf(stack: Stack, receiptheroId: string): Promise<{ state: string; result: string | null }[]> {
  return stack.database.rows(
    `SELECT state, result FROM "Notification" WHERE "receiptheroId" = $1 ORDER BY "firstReceivedAt", id`,
    [receiptheroId],
  );
}

test("an admin sees what came, in whichever order and however often, finds one and copies it", async ({
  context,
  openBrowser,
  stack,
}) => {
  await signUpDirectly(context, stack);
  const receipthero_id = await connect(context, { label: "Torikatu" });
  const { notify } = stack.sandbox;
  const receipts = [`first-${receipthero_id}`, `second-${receipthero_id}`] as const;
  await notify({ type: ANNOUNCED, receipthero_id, receipt_id: receipts[0], merchant_name: "Kioski" });
  await notify({ type: READY, receipthero_id, receipt_id: receipts[0] });
  await notify({ type: READY, receipthero_id, receipt_id: receipts[1] });
  await notify({ type: ANNOUNCED, receipthero_id, receipt_id: receipts[1], merchant_name: "Kioski" });
  expect(await notify({ type: ANNOUNCED, receipthero_id, receipt_id: receipts[0], merchant_name: "Kioski" })).toBe(200);
  expect(await notify({ type: REVOKED, receipthero_id })).toBe(200);
  const results = async () => (await statesOf(stack, receipthero_id)).map(({ result }) => result);
  await expect.poll(results).toEqual(["applied", "applied", "applied", "applied", "disconnected"]);

  const admin = await openBrowser();
  await signInAsAdmin(admin, stack);
  await admin.context().grantPermissions(["clipboard-read", "clipboard-write"]);
  await admin.goto("/admin/notifications");
  await test.step("the beginning of the connection's id", async () => {
    await admin.getByLabel(texts.filter.q).fill(receipthero_id.slice(0, 20));
    await admin.getByRole("button", { name: texts.filter.submit }).click();
    await expect(list(admin)).toHaveCount(5);
    await expect(list(admin).nth(0)).toContainText(texts.result.disconnected);
    await expect(list(admin).filter({ hasText: "delivered 2 times" })).toContainText(texts.type[ANNOUNCED]);
    await expect(list(admin).filter({ hasText: "Torikatu" })).toHaveCount(5);
    await checkAccessibility(admin);
  });
  await test.step("a type", async () => {
    await admin.getByLabel(texts.filter.type).selectOption(REVOKED);
    await admin.getByRole("button", { name: texts.filter.submit }).click();
    await expect(list(admin)).toHaveCount(1);
    expect(new URL(admin.url()).searchParams.get("type")).toBe(REVOKED);
  });
  await test.step("a receipt, opened and copied", async () => {
    await admin.goto(addressOf({ q: receipts[0] }));
    await expect(list(admin)).toHaveCount(2);
    await admin.getByRole("link", { name: texts.type[ANNOUNCED] }).click();
    await expect(admin.getByRole("heading", { level: 1 })).toHaveText(texts.type[ANNOUNCED]);
    await expect(admin.getByText(texts.resultWhy.applied)).toBeVisible();
    await admin.getByRole("button", { name: texts.details.copy }).click();
    await expect(admin.getByRole("status").filter({ hasText: texts.details.copied })).toBeVisible();
    const copied = await admin.evaluate(() => navigator.clipboard.readText());
    expect(JSON.parse(copied)).toMatchObject({
      notification_type: ANNOUNCED,
      receipthero_id,
      receipt_id: receipts[0],
      data: { merchant_name: "Kioski" },
    });
    await checkAccessibility(admin);
  });
  await test.step("a receipt whose payload was erased", async () => {
    await stack.database.rows(
      `WITH gone AS (DELETE FROM "NotificationBody" b USING "Notification" n WHERE n.id = b."notificationId" AND n."receiptId" = $1)
       UPDATE "Notification" SET payload = '{}' WHERE "receiptId" = $1`,
      [receipts[0]],
    );
    await admin.reload();
    await expect(admin.getByText(texts.details.payloadErased)).toBeVisible();
  });
  await test.step("one about an unknown connection, with the id to look for", async () => {
    const unknown = `unknown-${randomUUID()}`;
    await stack.database.rows(
      `INSERT INTO "Notification" ("dedupeKey", type, "receiptheroId", payload, state) VALUES ($1, $2, $1, '{}', 'WAITING')`,
      [unknown, ANNOUNCED],
    );
    await admin.goto(addressOf({ q: unknown }));
    await expect(list(admin)).toContainText(texts.strangers);
    await list(admin).getByRole("link").click();
    const connection = admin.getByRole("term").filter({ hasText: texts.details.connection });
    await expect(connection.locator("+ dd").getByText(unknown, { exact: true })).toBeVisible();
  });
  await test.step("what does not exist, and what is no filter", async () => {
    await admin.goto(addressOf({ q: "no-such-thing" }));
    await expect(admin.getByRole("heading", { name: texts.nothing.title })).toBeVisible();
    await admin.goto(addressOf({ from: "yesterday", q: receipts[0] }));
    await expect(admin.getByText(en.admin.lists.refused)).toBeVisible();
    await expect(list(admin)).toHaveCount(2);
    expect((await admin.request.get("/admin/notifications/nothing")).status()).toBe(404);
  });
  expect((await context.request.get("/admin/notifications")).status()).toBe(404);
});

test("an admin retries failed notifications: ticked, one, or all that match; support cannot", async ({
  context,
  openBrowser,
  openContext,
  stack,
}) => {
  await connectWitness(await openContext(), stack);
  await signUpDirectly(context, stack);
  const receipthero_id = await connect(context);
  expect(await connect(context, {}, { update: true })).toBe(receipthero_id);
  const { notify, setFault, clearFaults } = stack.sandbox;
  for (const receipt_id of ["r1", "r2", "r3"]) await notify({ type: READY, receipthero_id, receipt_id });
  await setFault("receipts", "503");
  await notify({ type: REVOKED, receipthero_id });
  const unfinished = async () => (await statesOf(stack, receipthero_id)).filter(({ result }) => result === null);
  const errors = () =>
    stack.database.rows(`SELECT FROM "Notification" WHERE "receiptheroId" = $1 AND error IS NOT NULL`, [
      receipthero_id,
    ]);
  await expect.poll(unfinished).toHaveLength(1);
  await expect.poll(errors).toHaveLength(1);
  await stack.database.rows(
    `UPDATE "Notification" SET state = 'FAILED', attempts = 10, result = NULL, "processedAt" = NULL,
            error = coalesce(error, 'the database refused the change') WHERE "receiptheroId" = $1`,
    [receipthero_id],
  );
  await clearFaults();
  const failed = addressOf({ state: "FAILED", q: receipthero_id });

  const admin = await openBrowser({ javaScriptEnabled: false });
  const user = await signInAsAdmin(admin, stack);
  await test.step("support sees why, and can change nothing", async () => {
    const support = await openBrowser();
    const { email } = await signInAsAdmin(support, stack);
    await stack.database.rows(`UPDATE "User" SET role = 'SUPPORT' WHERE email = $1`, [email]);
    await support.goto(failed);
    await expect(list(support)).toHaveCount(4);
    await expect(support.getByRole("checkbox")).toHaveCount(0);
    await list(support).getByRole("link", { name: texts.type[REVOKED] }).click();
    await expect(support.getByText(/status 503$/)).toBeVisible();
    await expect(support.getByRole("button", { name: texts.retry.one })).toHaveCount(0);
    await support.context().addCookies([{ name: "language", value: "sv", url: stack.app.url }]);
    await support.reload();
    await expect(support.getByText(sv.admin.notifications.failure.receipt_unavailable)).toBeVisible();
    await expect(support.getByText(/status 503$/)).toHaveAttribute("lang", "en");
    const action = await actionFields(admin, failed, texts.retry.ticked);
    expect(action).not.toEqual([]);
    const refused = await postFields(support, stack, failed, [...action, ["which", "all"], ["q", receipthero_id]]);
    expect(refused.status()).toBe(404);
    expect(await unfinished()).toEqual(Array(4).fill({ state: "FAILED", result: null }));
  });
  await test.step("a ticked one, without JavaScript", async () => {
    await admin.goto(failed);
    await expect(admin.getByText("Retry all 4")).toBeVisible();
    await list(admin)
      .filter({ hasText: formatMessage(texts.receipt, { id: "r1" }) })
      .getByRole("checkbox")
      .check();
    await admin.getByRole("button", { name: texts.retry.ticked }).click();
    await expect(admin.getByText(texts.retry.done.one)).toBeVisible();
    await expect(list(admin)).toHaveCount(3);
    await expect.poll(unfinished).toHaveLength(3);
  });
  const scripted = await openBrowser();
  await scripted.context().addCookies(await admin.context().cookies());
  await test.step("one on its own page: the revocation, about which ReceiptHero can be asked now", async () => {
    await scripted.goto(failed);
    await checkAccessibility(scripted);
    await list(scripted).getByRole("link", { name: texts.type[REVOKED] }).click();
    await scripted.getByRole("button", { name: texts.retry.one, exact: true }).click();
    await expect(scripted.getByText(texts.retry.done.one)).toBeVisible();
    await expect.poll(async () => (await statesOf(stack, receipthero_id)).at(-1)?.result).toBe("disconnected");
    await scripted.reload();
    await expect(scripted.getByText(texts.resultWhy.disconnected)).toBeVisible();
  });
  await test.step("all that are left", async () => {
    await scripted.goto(failed);
    await scripted.getByRole("button", { name: "Retry all 2" }).click();
    await expect(scripted.getByText(texts.retry.done.some)).toBeVisible();
    await expect(scripted.getByRole("heading", { name: texts.nothing.title })).toBeVisible();
    await expect.poll(unfinished).toEqual([]);
  });
  const audited = await stack.database.rows<{ after: { count: number } }>(
    `SELECT after FROM "AuditEvent" JOIN "User" u ON u.id = "actorId" WHERE action = 'notifications.retried' AND u.email = $1 ORDER BY "AuditEvent".id`,
    [user.email],
  );
  expect(audited.map(({ after }) => after.count)).toEqual([1, 1, 2]);
});
