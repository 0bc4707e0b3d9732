import type { Page } from "@playwright/test";
import { checkAccessibility } from "../fixtures/accessibility.ts";
import { addApiKey, callApi } from "../fixtures/api.ts";
import { connect } from "../fixtures/connect-over-http.ts";
import { en } from "../fixtures/messages.ts";
import { ageByAMinute, sendReceipt, shopsAt, skipPauses, statesOf } from "../fixtures/outgoing-receipts.ts";
import { withServerOfItsOwn } from "../fixtures/own-server.ts";
import { newUser, signInAsAdmin, signUpDirectly } from "../fixtures/sign-in.ts";
import { expect, test } from "../fixtures/test.ts";

const MANY = 500;

/** 500 calls and their receipts keep a slow machine busy. */
const LONG = { timeout: 180_000 };

/** How many calls a partner's system makes at once. */
const AT_ONCE = 10;

const texts = en.admin.outgoingReceipts;
const list = (page: Page) => page.getByRole("list", { name: texts.list, exact: true }).getByRole("listitem");
const PATH = "/admin/outgoing-receipts";

test("of 500 receipts, a fifth of whose calls fail, each is sent once or known to be in doubt, whatever dies", async ({
  openContext,
  stack,
}) => {
  test.slow();
  const journey = async (alone: typeof stack) => {
    const { app, sandbox } = alone;
    await sandbox.reset();
    const context = await openContext({ baseURL: app.url });
    await signUpDirectly(context, alone);
    const id = await connect(context);
    const key = await addApiKey(alone, ["receipts:write"]);
    const shops = Array.from({ length: MANY }, (_, index) => `Shop ${String(index).padStart(3, "0")}`);
    const sent = new Map<string, string>();
    const waiting = [...shops];
    const caller = async () => {
      for (let shop = waiting.shift(); shop !== undefined; shop = waiting.shift()) {
        sent.set(await sendReceipt(alone, key, id, shop), shop);
      }
    };

    await sandbox.setFault("send", "503", 5);
    const calls = Promise.all(Array.from({ length: AT_ONCE }, caller));
    await expect.poll(() => sent.size, LONG).toBeGreaterThan(MANY / 5);
    await sandbox.setFault("send", "429", 5);
    await expect.poll(() => sent.size, LONG).toBeGreaterThan((2 * MANY) / 5);
    await sandbox.setFault("send", "dropped", 5);
    await expect.poll(async () => (await statesOf(alone)).IN_DOUBT ?? 0, LONG).toBeGreaterThan(5);

    await test.step("kill -9 while receipts are on their way, and calls of the API too", async () => {
      await sandbox.setFault("send", "slow");
      await expect.poll(async () => (await statesOf(alone)).SENDING ?? 0, LONG).toBeGreaterThan(1);
      await app.kill();
      const { SENDING: onTheWay = 0 } = await statesOf(alone);
      await sandbox.setFault("send", "503", 5);
      await ageByAMinute(alone);
      const before = (await statesOf(alone)).IN_DOUBT ?? 0;
      await app.restart();
      const inDoubt = async () => (await statesOf(alone)).IN_DOUBT ?? 0;
      await expect.poll(inDoubt, LONG).toBeGreaterThanOrEqual(before + onTheWay);
    });
    await calls;

    const isOver = async () => {
      await skipPauses(alone);
      const { QUEUED = 0, SENDING = 0 } = await statesOf(alone);
      return QUEUED + SENDING;
    };
    await expect.poll(isOver, LONG).toBe(0);
    const { SENT = 0, IN_DOUBT = 0, ...others } = await statesOf(alone);
    expect(others).toEqual({});
    expect(SENT + IN_DOUBT).toBe(MANY);
    expect(sent.size).toBe(MANY);

    const rows = await alone.database.rows<{ id: string; state: string; erased: boolean }>(
      `SELECT id, state, "sealedBody" IS NULL AS erased FROM "OutgoingReceipt"`,
    );
    expect(rows.filter(({ state, erased }) => erased !== (state === "SENT"))).toEqual([]);
    const arrived = await shopsAt(alone, id);
    // None arrived twice, and each that counts as sent arrived.
    expect(arrived).toEqual([...new Set(arrived)]);
    const missing = rows.filter((row) => row.state === "SENT" && !arrived.includes(sent.get(row.id) ?? ""));
    expect(missing).toEqual([]);
    await sandbox.clearFaults();
  };
  await withServerOfItsOwn(stack, journey, { API_RATE_LIMIT: "1000" });
});

test("a server that is told to end first finishes the receipt that it is sending", async ({ openContext, stack }) => {
  await withServerOfItsOwn(stack, async (alone) => {
    const context = await openContext({ baseURL: alone.app.url });
    await signUpDirectly(context, alone);
    const id = await connect(context);
    await alone.sandbox.setFault("send", "slow");
    await sendReceipt(alone, await addApiKey(alone, ["receipts:write"]), id, "Viimeinen");
    await expect.poll(() => statesOf(alone)).toEqual({ SENDING: 1 });
    await alone.app.end();
    expect(await statesOf(alone)).toEqual({ SENT: 1 });
    expect(await shopsAt(alone, id)).toEqual(["Viimeinen"]);
    await alone.sandbox.clearFaults();
  });
});

test("staff find a receipt that failed or is in doubt, and an admin decides", async ({
  page,
  openContext,
  openBrowser,
  stack,
}) => {
  const merchant = await openContext();
  const user = await signUpDirectly(merchant, stack, newUser("Lähettäjä Oy"));
  const id = await connect(merchant, { label: "Turku" });
  const key = await addApiKey(stack, ["receipts:write"]);
  const { setFault, clearFaults } = stack.sandbox;
  const send = (shop: string) => sendReceipt(stack, key, id, shop);
  const statusOf = async (receipt: string) =>
    (await (await callApi(stack, `/outgoing-receipts/${receipt}`, { key })).json()).status;

  await setFault("send", "dropped");
  const [again, marked] = [await send("Again"), await send("Marked")];
  for (const receipt of [again, marked]) await expect.poll(() => statusOf(receipt)).toBe("in_doubt");
  await setFault("send", "rejected");
  const rejected = await send("Kielletty Kauppa");
  await expect.poll(() => statusOf(rejected)).toBe("rejected");
  await setFault("send", "503");
  const failed = await send("Failed");
  const isTried = () => stack.database.rows(`SELECT 1 FROM "OutgoingReceipt" WHERE id = $1 AND attempts > 0`, [failed]);
  await expect.poll(isTried).toHaveLength(1);
  await stack.database.rows(`UPDATE "OutgoingReceipt" SET "triedSince" = now() - interval '1 day' WHERE id = $1`, [
    failed,
  ]);
  await skipPauses(stack);
  await expect.poll(() => statusOf(failed)).toBe("failed");
  await clearFaults();

  await signInAsAdmin(page, stack);
  await test.step("the list, by connection and by state", async () => {
    await page.goto(`/admin/connections/${id}`);
    const panel = page.getByRole("region", { name: en.admin.connection.outgoingReceipts.title });
    await expect(panel.getByRole("listitem")).toHaveCount(4);
    await panel.getByRole("link", { name: en.admin.connection.outgoingReceipts.all }).click();
    await expect(list(page)).toHaveCount(4);
    await expect(list(page).filter({ hasText: user.business })).toHaveCount(4);
    await checkAccessibility(page);
    await page.getByRole("link", { name: texts.state.rejected, exact: true }).click();
    await expect(list(page)).toHaveCount(1);
    await list(page).getByRole("link").first().click();
    await expect(page.getByText("ReceiptHero does not want this receipt.")).toBeVisible();
    await expect(page.getByText(texts.explanation.rejected)).toBeVisible();
    await checkAccessibility(page);
    expect((await page.content()).includes("Kielletty Kauppa")).toBe(false);
  });

  await test.step("a receipt in doubt is sent again, another one is marked as sent", async () => {
    await page.goto(`${PATH}?q=${again}`);
    await expect(list(page)).toHaveCount(1);
    await list(page).getByRole("link").first().click();
    await expect(page.getByText(texts.problem.no_answer).first()).toBeVisible();
    await page.getByRole("link", { name: texts.details.sendAgain }).click();
    await expect(page.getByText(texts.sendAgain.twice)).toBeVisible();
    await checkAccessibility(page);
    await page.getByRole("button", { name: texts.sendAgain.submit }).click();
    await page.waitForURL(`${PATH}/${again}`);
    await expect.poll(() => statusOf(again)).toBe("sent");

    await page.goto(`${PATH}/${marked}/mark-as-sent`);
    await expect(page.getByText(texts.markAsSent.lost)).toBeVisible();
    await page.getByRole("button", { name: texts.markAsSent.submit }).click();
    await page.waitForURL(`${PATH}/${marked}`);
    expect(await statusOf(marked)).toBe("sent");
    await page.goto(`${PATH}/${marked}/send-again`);
    await page.waitForURL(`${PATH}/${marked}`);
  });

  await test.step("failed receipts are retried from the list, without JavaScript too; support only looks", async () => {
    const support = await openBrowser();
    const { email } = await signInAsAdmin(support, stack);
    await stack.database.rows(`UPDATE "User" SET role = 'SUPPORT' WHERE email = $1`, [email]);
    await support.goto(`${PATH}?state=failed&q=${id}`);
    await expect(list(support)).toHaveCount(1);
    await expect(support.getByRole("button", { name: texts.retry.ticked })).toHaveCount(0);

    const plain = await openBrowser({ javaScriptEnabled: false });
    await signInAsAdmin(plain, stack);
    await plain.goto(`${PATH}?state=failed&q=${id}`);
    await plain.getByRole("button", { name: texts.retry.ticked }).click();
    await expect(plain.getByText(texts.retry.done.none)).toBeVisible();
    await plain.getByRole("checkbox").check();
    await plain.getByRole("button", { name: texts.retry.ticked }).click();
    await expect(plain.getByText(texts.retry.done.some)).toBeVisible();
    await expect.poll(() => statusOf(failed)).toBe("sent");
  });

  await test.step("what does not exist, and what is no filter", async () => {
    await page.goto(`${PATH}?q=no-such-id`);
    await expect(page.getByRole("heading", { name: texts.nothing.title })).toBeVisible();
    await page.goto(`${PATH}?state=lost&q=${id}`);
    await expect(page.getByText(en.admin.lists.refused)).toBeVisible();
    await expect(list(page)).toHaveCount(4);
    expect((await page.request.get(`${PATH}/nothing`)).status()).toBe(404);
  });
  await page.goto(`/admin/audit?action=outgoing_receipt.sent_again`);
  await expect(page.getByRole("listitem").filter({ hasText: en.audit.outgoing_receipt.sent_again })).toHaveCount(1);
  expect(await shopsAt(stack, id)).toEqual(["Again", "Again", "Failed", "Marked"]);
});
