import type { Page } from "@playwright/test";
import { approve, continueToReceiptHero, seeConnected } from "../fixtures/connect-by-hand.ts";
import {
  approveConsent,
  connect,
  disconnect,
  followRedirect,
  outcomeOf,
  startAuthorization,
} from "../fixtures/connect-over-http.ts";
import { statusOf } from "../fixtures/connection-page.ts";
import { auditActionsOf, bytesOf, connectionsOf } from "../fixtures/db-queries.ts";
import { jobsFor, makeJobDue } from "../fixtures/disconnecting.ts";
import { readPage } from "../fixtures/html.ts";
import { en, formatMessage } from "../fixtures/messages.ts";
import type { Client } from "../fixtures/raw-form-post.ts";
import { signUpDirectly } from "../fixtures/sign-in.ts";
import type { Stack } from "../fixtures/stack.ts";
import { expect, test } from "../fixtures/test.ts";

const LABEL = "Torikatu";
const NOTES: [string, string][] = [
  ["cost centre", "4711 Ääkköset"],
  ["__proto__", "plain data"],
];

/** Connects with a label, notes and one scope of two. */
async function connectToRead(client: Client, stack: Stack): Promise<string> {
  const receiptheroId = await connect(client, { label: LABEL, notes: NOTES });
  await stack.database.rows(`UPDATE "Connection" SET scopes = '{receipt:read}' WHERE "receiptheroId" = $1`, [
    receiptheroId,
  ]);
  return receiptheroId;
}

/** Presses the button to reconnect, and finds the form filled in as before. Ends at the consent page. */
async function connectAgain(page: Page, receiptheroId: string): Promise<void> {
  await page.goto(`/connections/${receiptheroId}`);
  await page.getByRole("link", { name: en.connection.reconnect }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(en.connect.againTitle);
  await expect(page.getByLabel(en.connect.label, { exact: true })).toHaveValue(LABEL);
  await expect(page.getByRole("checkbox", { name: en.scopes["receipt:read"].title })).toBeChecked();
  await expect(page.getByRole("checkbox", { name: en.scopes["receipt:write"].title })).not.toBeChecked();
  const found: [string, string][] = [];
  for (const number of ["1", "2"]) {
    const key = await page.getByLabel(formatMessage(en.connect.keyOf, { number }), { exact: true }).inputValue();
    found.push([
      key,
      await page.getByLabel(formatMessage(en.connect.valueOf, { number }), { exact: true }).inputValue(),
    ]);
  }
  expect(found.sort()).toEqual([...NOTES].sort());
  await expect(page.getByLabel(formatMessage(en.connect.keyOf, { number: "3" }), { exact: true })).toHaveCount(0);
  await continueToReceiptHero(page);
}

/** Checks that the page no longer shows a disconnect. */
async function seeRepaired(page: Page, receiptheroId: string): Promise<void> {
  await page.goto(`/connections/${receiptheroId}`);
  const main = page.getByRole("main");
  await expect(statusOf(page)).toContainText(en.health.word.healthy);
  await expect(main.getByRole("alert")).toHaveCount(0);
  await expect(main.getByRole("status")).toHaveCount(0);
  await expect(main.getByText(en.connection.disconnectedAt, { exact: true })).toHaveCount(0);
  await expect(page.getByRole("button", { name: en.connection.change })).toBeVisible();
  await expect(page.getByRole("link", { name: en.connection.disconnect })).toBeVisible();
}

/** As if the disconnect had been confirmed here, while ReceiptHero continues with the same id. */
async function endHere(stack: Stack, receiptheroId: string): Promise<void> {
  await stack.database.rows(
    `UPDATE "Connection" SET status = 'DISCONNECTED', "sealedToken" = NULL, "tokenIssuedAt" = NULL, "disconnectedAt" = now(),
            "disconnectedBy" = 'RECEIPTHERO' WHERE "receiptheroId" = $1`,
    [receiptheroId],
  );
}

test("a connection that ended is the same row again when it is connected with the same id", async ({ page, stack }) => {
  const user = await signUpDirectly(page, stack);
  const receiptheroId = await connectToRead(page, stack);
  const [before] = await connectionsOf(stack, user);
  await endHere(stack, receiptheroId);
  await connectAgain(page, receiptheroId);
  await approve(page, { update: true });
  expect(await seeConnected(page)).toBe(receiptheroId);

  const [after, ...others] = await connectionsOf(stack, user);
  expect(others).toEqual([]);
  expect(after).toMatchObject({
    ...before,
    status: "ACTIVE",
    grantNumber: 2,
    tokenAcceptedAt: expect.any(Date),
    modifiedAt: expect.any(Date),
    updatedAt: expect.any(Date),
    sealedToken: expect.stringMatching(/^v1\./),
    tokenIssuedAt: expect.any(Date),
    disconnectedAt: null,
    disconnectedBy: null,
    replacesId: null,
  });
  expect(await auditActionsOf(stack, user)).toEqual(["connection.connected", "connection.reconnected"]);
  await seeRepaired(page, receiptheroId);
});

test("a connection that is ending goes on when it is connected with the same id", async ({ page, stack }) => {
  const user = await signUpDirectly(page, stack);
  const receiptheroId = await connectToRead(page, stack);
  await stack.sandbox.setFault("revoke", "503");
  await disconnect(page, receiptheroId);
  await stack.sandbox.clearFaults();
  await connectAgain(page, receiptheroId);
  await approve(page, { update: true });
  expect(await seeConnected(page)).toBe(receiptheroId);
  expect(await connectionsOf(stack, user)).toMatchObject([
    { status: "ACTIVE", disconnectingSince: null, revocationError: null, disconnectedBy: null },
  ]);
  const before = await bytesOf(stack, receiptheroId);

  await makeJobDue(stack, receiptheroId);
  await expect.poll(() => jobsFor(stack, receiptheroId)).toEqual([]);
  expect(await bytesOf(stack, receiptheroId)).toBe(before);
  expect((await stack.sandbox.state()).connections).toMatchObject([{ status: "active" }]);
  await seeRepaired(page, receiptheroId);
});

test("a connection that ended and its successor lead to each other when it is connected with a new id", async ({
  page,
  stack,
}) => {
  const user = await signUpDirectly(page, stack);
  const old = await connectToRead(page, stack);
  await disconnect(page, old);
  const before = await bytesOf(stack, old);
  await connectAgain(page, old);
  await approve(page);
  const next = await seeConnected(page);
  expect(next).not.toBe(old);
  expect(await bytesOf(stack, old)).toBe(before);
  expect(await connectionsOf(stack, user)).toMatchObject([
    { receiptheroId: old, status: "DISCONNECTED", replacesId: null },
    { receiptheroId: next, status: "ACTIVE", replacesId: old, label: LABEL, scopes: ["receipt:read"] },
  ]);

  const linkOf = (term: string) =>
    page.getByRole("term").filter({ hasText: term }).locator("xpath=..").getByRole("link", { name: LABEL });
  await linkOf(en.connection.replaces).click();
  await page.waitForURL(`/connections/${old}`);
  await expect(page.getByRole("status")).toContainText(en.connection.notice.disconnected.title);
  await linkOf(en.connection.replacedBy).click();
  await page.waitForURL(`/connections/${next}`);
  await seeRepaired(page, next);
});

test("a connection that ended stays as it was when consent is denied, and trying again still follows it", async ({
  page,
  stack,
}) => {
  await signUpDirectly(page, stack);
  const old = await connectToRead(page, stack);
  await disconnect(page, old);
  const before = await bytesOf(stack, old);
  await connectAgain(page, old);
  await page.getByRole("button", { name: "Deny" }).click();
  await page.waitForURL((url) => url.pathname === "/outcome/access_denied");
  expect(await bytesOf(stack, old)).toBe(before);
  await page.getByRole("link", { name: en.outcome.again }).click();
  await continueToReceiptHero(page);
  await approve(page);
  const next = await seeConnected(page);
  const { replacesId } = await stack.database.row<{ replacesId: string }>(
    `SELECT "replacesId" FROM "Connection" WHERE "receiptheroId" = $1`,
    [next],
  );
  expect(replacesId).toBe(old);
});

test("another merchant's connection cannot be connected again", async ({ context, openContext, stack }) => {
  await signUpDirectly(context, stack);
  const theirs = await connectToRead(context, stack);
  await disconnect(context, theirs);
  const before = await bytesOf(stack, theirs);

  const other = await openContext();
  const stranger = await signUpDirectly(other, stack);
  const path = `/connections/new?${new URLSearchParams({ reconnect: theirs })}`;
  const html = await (await other.request.get(path)).text();
  expect(await readPage(other, path)).toContain(en.connect.title);
  for (const secret of [LABEL, "4711 Ääkköset", "plain data"]) expect(html).not.toContain(secret);
  const callback = await approveConsent(await startAuthorization(other, {}, path));
  expect(outcomeOf(await followRedirect(other, callback))).toBe("connected");
  expect(await connectionsOf(stack, stranger)).toMatchObject([{ replacesId: null }]);
  expect(await bytesOf(stack, theirs)).toBe(before);
});
