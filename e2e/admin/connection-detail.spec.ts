import { checkAccessibility } from "../fixtures/accessibility.ts";
import { connect } from "../fixtures/connect-over-http.ts";
import { bytesOf, everythingOf } from "../fixtures/db-queries.ts";
import { jobsFor, makeJobDue, onlyConnectionOf } from "../fixtures/disconnecting.ts";
import { redirectOf } from "../fixtures/html.ts";
import { en, inHtml } from "../fixtures/messages.ts";
import { actionFields, type HandMadeField, postFields, sendForm } from "../fixtures/raw-form-post.ts";
import { newUser, signInAsAdmin, signUpDirectly } from "../fixtures/sign-in.ts";
import type { Stack } from "../fixtures/stack.ts";
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

test("an admin sees everything about a connection, and decides which metadata is true", async ({
  page,
  openBrowser,
  stack,
}) => {
  const merchant = await openBrowser();
  const user = await signUpDirectly(merchant, stack, newUser("Kukkakauppa Kielo"));
  const receiptheroId = await connect(merchant, { label: "Torikatu", notes: [["floor", "second"], LONG_NOTE] });
  const { merchantId, partnerMetadata } = await onlyConnectionOf(stack, user);
  await report(stack, receiptheroId, { ...partnerMetadata, floor: { is: 3 }, street: "Torikatu 1" });
  await signInAsAdmin(page, stack);

  await page.goto(`/admin/connections/${receiptheroId}`);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(user.business);
  await expect(page.getByText("Torikatu", { exact: true })).toBeVisible();
  const main = page.getByRole("main");
  await expect(main.getByRole("link", { name: user.business })).toHaveAttribute(
    "href",
    `/admin/merchants/${merchantId}`,
  );
  const activity = page.getByRole("region", { name: own.activity.title });
  const request = `${own.requests.title}: ${own.requests.outcome.connected}`;
  await expect(activity).toContainText(en.audit.connection.connected);
  await expect(activity).toContainText(user.email);
  await expect(activity).toContainText(request);
  await activity.getByRole("link", { name: own.activity.history }).click();
  await expect(activity).not.toContainText(request);
  await expect(activity).toContainText(en.audit.connection.connected);
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

test("support sees all of it and changes nothing, and it is not there for anyone else", async ({
  page,
  openContext,
  stack,
}) => {
  const merchant = await openContext();
  const user = await signUpDirectly(merchant, stack);
  const receiptheroId = await connect(merchant, { label: "Torikatu" });
  const waiting = await connect(merchant, { label: "Satama" }, { account: "Mikko Korhonen" });
  await stack.sandbox.setFault("revoke", "503");
  const staff = await signInAsAdmin(page, stack);
  await sendForm(page, `/admin/connections/${waiting}/disconnect`, { confirmation: "Satama" });
  await sendForm(page, `/admin/connections/${waiting}`, {}, own.reconnect.create);
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
    [own.reconnect.revoke, [["id", id]]],
    [own.reconnect.create, [which]],
  ] as [string, HandMadeField[]][]) {
    deeds.push([path, [...(await actionFields(page, path, button)), ...fields]]);
  }
  deeds.push([
    disconnect,
    [...(await actionFields(page, disconnect)), ["receiptheroId", receiptheroId], ["confirmation", "Torikatu"]],
  ]);
  for (const [, fields] of deeds) expect(fields[0]?.[0]).toMatch(/^\$ACTION/);

  await stack.database.rows(`UPDATE "User" SET role = 'SUPPORT' WHERE email = $1`, [staff.email]);
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
  // Support writes notes and tags.
  await expect(page.getByRole("main").getByRole("button", { name: new RegExp(`^(?!${own.copy})`) })).toHaveText([
    en.admin.notes.tags.submit,
    en.admin.notes.submit,
  ]);
  await expect(page.getByRole("link", { name: own.disconnect })).toHaveCount(0);
  expect((await page.request.get(disconnect)).status()).toBe(404);
  const visitor = await openContext();
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
    const answer = await visitor.request.get(address, { maxRedirects: 0 });
    expect(redirectOf(answer)).toContain("/sign-in");
  }
});
