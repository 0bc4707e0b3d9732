import type { Page } from "@playwright/test";
import { checkAccessibility, checkWords } from "../fixtures/accessibility.ts";
import {
  approve,
  askForLink,
  connect,
  continueToReceiptHero,
  enter,
  enterAsAdmin,
  newestLink,
  newUser,
  openLink,
  seeConnected,
  signUp,
  type User,
} from "../fixtures/actions.ts";
import { auditActionsOf, bytesOf, everythingOf } from "../fixtures/db-queries.ts";
import { jobsFor, makeJobDue, onlyConnectionOf } from "../fixtures/disconnecting.ts";
import { en, inHtml, words } from "../fixtures/messages.ts";
import { actionFields, type HandMadeField, postFields } from "../fixtures/raw-form-post.ts";
import { PARTNER, type Stack } from "../fixtures/stack.ts";
import { expect, test } from "../fixtures/test.ts";

const own = en.admin.connection;
const LONG_NOTE: [string, string] = ["k".repeat(40), "W".repeat(300)];

/** Makes ReceiptHero's notifications carry other custom fields for a connection. */
async function report(stack: Stack, receiptheroId: string, metadata: object): Promise<void> {
  await stack.database.rows(
    `UPDATE "Connection" SET "reportedMetadata" = $2, "reportedAt" = now() WHERE "receiptheroId" = $1`,
    [receiptheroId, metadata],
  );
}

async function makeSupport(stack: Stack, { email }: User): Promise<void> {
  await stack.database.rows(`UPDATE "User" SET role = 'SUPPORT' WHERE email = $1`, [email]);
}

/** Opens the confirmation page, and types. */
async function typeToDisconnect(page: Page, receiptheroId: string, typed: string): Promise<void> {
  await page.goto(`/admin/connections/${receiptheroId}/disconnect`);
  await page.getByLabel(words(own.disconnecting.confirmation, { count: 8 })).fill(typed);
  await page.getByRole("button", { name: own.disconnecting.submit }).click({ noWaitAfter: true });
}

/**
 * Creates a reconnect link on the current page.
 * @returns the URL, which is shown once
 */
async function makeLink(page: Page): Promise<string> {
  await page.getByRole("button", { name: own.reconnect.make }).click();
  await expect(page.getByText(own.reconnect.once)).toBeVisible();
  return page.getByRole("textbox", { name: own.reconnect.link }).inputValue();
}

test("an admin sees everything about a connection, and decides which metadata is true", async ({
  page,
  openBrowser,
  stack,
}) => {
  const merchant = await openBrowser();
  const user = await enter(merchant, stack, newUser("Kukkakauppa Kielo"));
  const receiptheroId = await connect(merchant, { label: "Torikatu", notes: [["floor", "second"], LONG_NOTE] });
  const { merchantId, partnerMetadata } = await onlyConnectionOf(stack, user);
  await report(stack, receiptheroId, { ...partnerMetadata, floor: { is: 3 }, street: "Torikatu 1" });
  await enterAsAdmin(page, stack);

  await page.goto(`/admin/connections/${receiptheroId}`);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Torikatu");
  const main = page.getByRole("main");
  await expect(main.getByRole("link", { name: user.business })).toHaveAttribute(
    "href",
    `/admin/merchants/${merchantId}`,
  );
  await expect(page.getByRole("region", { name: own.timeline.title })).toContainText(en.audit.connection.connected);
  await expect(page.getByRole("region", { name: own.timeline.title })).toContainText(user.email);
  await expect(page.getByRole("region", { name: own.requests.title })).toContainText(own.requests.outcome.connected);
  const { state, missing } = en.connection.drift;
  await expect(page.getByRole("row", { name: "floor" })).toContainText(`${state.changed}second{"is":3}`);
  await expect(page.getByRole("row", { name: "street" })).toContainText(`${state.onlyThere}${missing}Torikatu 1`);
  await checkAccessibility(page);

  await test.step("the merchant sees both sides as well", async () => {
    await merchant.goto(`/connections/${receiptheroId}`);
    await expect(merchant.getByRole("row", { name: "floor" })).toContainText(`${state.changed}second{"is":3}`);
    await expect(merchant.getByRole("row", { name: "merchant_id" })).toHaveCount(0);
    await checkAccessibility(merchant);
  });
  await test.step("what ReceiptHero says by now is shown before it is accepted", async () => {
    await report(stack, receiptheroId, { floor: "fourth" });
    const before = await bytesOf(stack, receiptheroId);
    await page.getByRole("button", { name: own.metadata.accept }).click();
    await expect(main.getByRole("alert")).toHaveText(own.done.outdated);
    expect(await bytesOf(stack, receiptheroId)).toBe(before);
    await page.getByRole("button", { name: own.metadata.accept }).click();
    await expect(main.getByRole("status").filter({ hasText: own.done.accepted })).toBeVisible();
    expect(await onlyConnectionOf(stack, user)).toMatchObject({ partnerMetadata: { floor: "fourth" } });
  });
});

test("an admin ends a connection by typing its name, without JavaScript, and prints the certificate", async ({
  page,
  openBrowser,
  stack,
}) => {
  const merchant = await openBrowser();
  const user = await enter(merchant, stack, newUser("Kukkakauppa Kielo"));
  const receiptheroId = await connect(merchant, { label: "Torikatu" });
  const path = `/admin/connections/${receiptheroId}`;
  const admin = await openBrowser({ javaScriptEnabled: false });
  const { email } = await enterAsAdmin(admin, stack);
  for (const address of [`${path}/certificate`, `${path}/certificate.json`]) {
    expect((await admin.request.get(address)).status()).toBe(404);
  }

  await admin.goto(path);
  await admin.getByRole("link", { name: own.disconnect }).click();
  await admin.waitForURL(`${path}/disconnect`);
  const before = await everythingOf(stack, user);
  await typeToDisconnect(admin, receiptheroId, "Tori");
  await expect(admin.getByText(en.validation.confirmation_not_this)).toBeVisible();
  expect(await everythingOf(stack, user)).toEqual(before);
  await typeToDisconnect(admin, receiptheroId, "torikatu");
  await admin.waitForURL(path);
  await expect(admin.getByRole("region", { name: own.state.title })).toContainText(en.health.word.disconnected);
  expect(await onlyConnectionOf(stack, user)).toMatchObject({
    status: "DISCONNECTED",
    disconnectedBy: "ADMIN",
    sealedToken: null,
  });
  await admin.goto(`${path}/disconnect`);
  await admin.waitForURL(path);

  await page.context().addCookies(await admin.context().cookies());
  await page.goto(path);
  await page.getByRole("link", { name: own.certificate }).click();
  const sheet = page.getByRole("article");
  for (const text of [receiptheroId, user.business, email, en.admin.certificate.statement]) {
    await expect(sheet).toContainText(text);
  }
  await expect(sheet).toContainText(words(en.admin.certificate.way.admin, { partner: PARTNER }));
  await expect(sheet).toContainText(en.admin.certificate.answers.revoked);
  await checkAccessibility(page);
  const pdf = await page.pdf({ preferCSSPageSize: true });
  expect(pdf.subarray(0, 5).toString()).toBe("%PDF-");
  expect(pdf.toString("latin1").match(/\/Type\s*\/Page\b/g)).toHaveLength(1);
  const json = await (await page.request.get(`${path}/certificate.json`)).json();
  expect(json).toMatchObject({ way: "admin", askedBy: { email }, answer: "revoked", tokenKept: false });
});

test("an admin retries an ending that waits for ReceiptHero", async ({ page, openBrowser, stack }) => {
  const merchant = await openBrowser();
  const user = await enter(merchant, stack);
  const receiptheroId = await connect(merchant);
  const path = `/admin/connections/${receiptheroId}`;
  await enterAsAdmin(page, stack);
  await stack.sandbox.setFault("revoke", "503");
  await typeToDisconnect(page, receiptheroId, receiptheroId.slice(-8));
  await page.waitForURL(path);
  const state = page.getByRole("region", { name: own.state.title });
  await expect(state).toContainText(en.health.word.disconnecting);
  await expect(state).toContainText(/status 503/);
  await checkAccessibility(page);

  await stack.sandbox.clearFaults();
  await page.getByRole("button", { name: own.retry }).click();
  await page.waitForURL(`${path}?done=retried`);
  await expect
    .poll(async () => {
      await page.goto(path);
      return state.textContent();
    })
    .toContain(en.health.word.disconnected);
  expect(await auditActionsOf(stack, user)).toEqual([
    "connection.connected",
    "connection.disconnecting",
    "connection.retried",
    "connection.disconnected",
  ]);
  await page.goto(`${path}/certificate`);
  await expect(page.getByRole("article").getByRole("listitem")).toHaveCount(3);
});

test("a reconnect link takes its merchant, once, to connecting again", async ({ page, openBrowser, stack }) => {
  const merchant = await openBrowser();
  const user = await signUp(merchant, stack);
  const receiptheroId = await connect(merchant, { label: "Torikatu" });
  await merchant.context().clearCookies();
  await enterAsAdmin(page, stack);
  await typeToDisconnect(page, receiptheroId, "Torikatu");
  await page.waitForURL(`/admin/connections/${receiptheroId}`);
  const panel = page.getByRole("region", { name: own.reconnect.title });

  const lost = await makeLink(page);
  await page.reload();
  await expect(panel.getByText(own.reconnect.notOpened)).toBeVisible();
  expect(await page.content()).not.toContain(new URL(lost).searchParams.get("token"));
  await panel.getByRole("button", { name: own.reconnect.takeBack }).click();
  await expect(page.getByRole("main").getByRole("status").filter({ hasText: own.done.closed })).toBeVisible();
  await expect(panel.getByRole("listitem")).toContainText(words(own.reconnect.closed, { date: "" }));
  const link = await makeLink(page);
  await expect(panel.getByRole("listitem")).toHaveCount(2);
  await checkAccessibility(page);

  await test.step("another merchant is told that it is not theirs", async () => {
    const stranger = await openBrowser();
    const other = await enter(stranger, stack, newUser("Somebody Else"));
    await stranger.goto(link);
    await expect(stranger.getByRole("heading", { level: 1 })).toHaveText(en.reconnect.foreignTitle);
    await expect(stranger.getByText(other.email).last()).toBeVisible();
    expect(new URL(stranger.url()).search).toBe("");
    await page.reload();
    await expect(panel.getByRole("listitem").first()).toContainText(own.reconnect.notOpened);
    await checkWords(stranger);
  });
  await test.step("the merchant signs in first, and connects", async () => {
    await merchant.goto(link);
    await merchant.waitForURL(/\/sign-in\?returnTo=%2Freconnect/);
    await askForLink(merchant, user.email);
    await openLink(merchant, await newestLink(stack, user.email));
    await expect(merchant.getByRole("heading", { level: 1 })).toHaveText(
      words(en.reconnect.title, { label: "Torikatu" }),
    );
    await checkWords(merchant);
    await page.reload();
    await expect(panel.getByRole("listitem").first()).toContainText(words(own.reconnect.opened, { date: "" }));
    await merchant.getByRole("link", { name: en.reconnect.button }).click();
    await continueToReceiptHero(merchant);
    await approve(merchant);
    const again = await seeConnected(merchant);
    await page.goto(`/admin/connections/${receiptheroId}`);
    await expect(panel.getByRole("listitem").first()).toContainText(words(own.reconnect.used, { date: "" }));
    await expect(page.getByRole("region", { name: own.requests.title })).toContainText(own.requests.throughLink);
    await expect(page.getByRole("region", { name: own.state.title })).toContainText(own.state.replacedBy);
    expect(again).not.toBe(receiptheroId);
  });
  for (const made of [link, lost]) expect(stack.app.log()).not.toContain(new URL(made).searchParams.get("token"));
  for (const used of [link, lost]) {
    await merchant.goto(used);
    await expect(merchant.getByRole("heading", { level: 1 })).toHaveText(en.reconnect.closedTitle);
  }
});

test("support sees all of it and changes nothing, and it is not there for anyone else", async ({
  page,
  openBrowser,
  stack,
}) => {
  const merchant = await openBrowser();
  const user = await enter(merchant, stack);
  const receiptheroId = await connect(merchant, { label: "Torikatu" });
  const waiting = await connect(merchant, { label: "Satama" }, { account: "Mikko Korhonen" });
  await stack.sandbox.setFault("revoke", "503");
  const staff = await enterAsAdmin(page, stack);
  await typeToDisconnect(page, waiting, "Satama");
  await page.waitForURL(`/admin/connections/${waiting}`);
  await makeLink(page);
  await report(stack, waiting, { floor: "fourth" });

  const path = `/admin/connections/${waiting}`;
  const disconnect = `/admin/connections/${receiptheroId}/disconnect`;
  const { id, seen } = await stack.database.row<{ id: string; seen: string }>(
    `SELECT l.id, encode(sha256(convert_to("reportedMetadata"::text, 'UTF8')), 'hex') AS seen
       FROM "ReconnectLink" l JOIN "Connection" USING ("receiptheroId") WHERE "receiptheroId" = $1`,
    [waiting],
  );
  const which: HandMadeField = ["receiptheroId", waiting];
  const deeds: [path: string, fields: HandMadeField[]][] = [];
  for (const [button, fields] of [
    [own.retry, [which]],
    [inHtml(own.metadata.accept), [which, ["seen", seen]]],
    [own.reconnect.takeBack, [["id", id]]],
    [own.reconnect.make, [which]],
  ] as [string, HandMadeField[]][]) {
    deeds.push([path, [...(await actionFields(page, path, button)), ...fields]]);
  }
  deeds.push([
    disconnect,
    [...(await actionFields(page, disconnect)), ["receiptheroId", receiptheroId], ["confirmation", "Torikatu"]],
  ]);
  for (const [, fields] of deeds) expect(fields[0]?.[0]).toMatch(/^\$ACTION/);

  await makeSupport(stack, staff);
  const everything = async () => [
    await everythingOf(stack, user),
    await stack.database.rows(`SELECT l::text FROM "ReconnectLink" l`),
    // Events of other journeys arrive during this one.
    await stack.database.rows(`SELECT key, run_at FROM graphile_worker.jobs WHERE key LIKE '%' || $1 || '%'`, [
      waiting,
    ]),
  ];
  const before = await everything();
  await page.goto(path);
  await expect(page.getByRole("region", { name: own.reconnect.title }).getByRole("listitem")).toHaveCount(1);
  await expect(page.getByRole("main").getByRole("button", { name: new RegExp(`^(?!${own.copy})`) })).toHaveCount(0);
  await expect(page.getByRole("link", { name: own.disconnect })).toHaveCount(0);
  expect((await page.request.get(disconnect)).status()).toBe(404);
  const visitor = await openBrowser();
  for (const browser of [page, merchant, visitor]) {
    for (const [target, fields] of deeds) {
      const response = await postFields(browser, stack, target, fields);
      expect(response.status()).toBe(browser === visitor ? 303 : 404);
    }
  }
  expect(await everything()).toEqual(before);

  await test.step("the same is done for an admin", async () => {
    await stack.database.rows(`UPDATE "User" SET role = 'ADMIN' WHERE email = $1`, [staff.email]);
    for (const [target, fields] of deeds) {
      const unchanged = await everything();
      expect((await postFields(page, stack, target, fields)).status()).toBeLessThan(400);
      expect(await everything()).not.toEqual(unchanged);
    }
  });
  // No job of it is left, so other journeys find the sandbox unchanged.
  await stack.sandbox.clearFaults();
  for (const ending of [receiptheroId, waiting]) {
    await makeJobDue(stack, ending);
    await expect.poll(() => jobsFor(stack, ending)).toEqual([]);
  }

  for (const address of [path, disconnect, `${path}/certificate`, `${path}/certificate.json`]) {
    expect((await merchant.request.get(address)).status()).toBe(404);
    await visitor.goto(address);
    await visitor.waitForURL((url) => url.pathname === "/sign-in");
  }
});
