import { readFile } from "node:fs/promises";
import { businessOf, settingsOf } from "../fixtures/business.ts";
import { connect } from "../fixtures/connect-over-http.ts";
import { bytesOf, connectionsOf, everythingOf, userOf } from "../fixtures/db-queries.ts";
import { jobsFor, makeJobDue, tokenOf } from "../fixtures/disconnecting.ts";
import { redirectOf } from "../fixtures/html.ts";
import { en, formatMessage } from "../fixtures/messages.ts";
import { actionFields, sendForm } from "../fixtures/raw-form-post.ts";
import { addMember, newUser, signUpDirectly } from "../fixtures/sign-in.ts";
import { signInOverHttp } from "../fixtures/sign-in-over-http.ts";
import { expect, test } from "../fixtures/test.ts";

const { settings } = en;

test("the download has everything about the business, and no secret", async ({ page, openContext, stack }) => {
  const user = await signUpDirectly(page, stack, newUser("Kukkakauppa Kielo"));
  const receiptheroId = await connect(page, { label: "Torikatu", notes: [["floor", "second"]] });
  await sendForm(page, await settingsOf(page), { email: newUser().email, role: "MEMBER" }, settings.members.submit);
  const stranger = await openContext();
  const other = await signUpDirectly(stranger, stack, newUser("Somebody Else"));
  const theirs = await connect(stranger, { label: "Secret garden" }, { account: "Mikko Korhonen" });

  await page.goto(await settingsOf(page));
  const download = page.waitForEvent("download");
  await page.getByRole("button", { name: settings.data.downloadButton }).click();
  const text = await readFile(await (await download).path(), "utf8");
  expect((await download).suggestedFilename()).toMatch(/\.json$/);
  expect(JSON.parse(text)).toMatchObject({
    merchant: { name: "Kukkakauppa Kielo" },
    members: [{ role: "OWNER", user: { email: user.email } }],
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

  const visitor = await openContext();
  const response = await visitor.request.get(`${await businessOf(page)}/export`, { maxRedirects: 0 });
  expect(redirectOf(response)).toMatch(/^\/sign-in/);
});

test("the last one deletes the account: all goes, and ReceiptHero is told until it confirms", async ({
  page,
  openContext,
  stack,
}) => {
  const user = await signUpDirectly(page, stack, newUser("Kukkakauppa Kielo"));
  const receiptheroId = await connect(page, { label: "Torikatu", notes: [["floor", "second"]] });
  const { merchantId } = (await userOf(stack, user)) ?? {};
  const before = await everythingOf(stack, user);
  await stack.sandbox.setFault("revoke", "503");
  await page.goto("/settings");
  await page.getByRole("link", { name: settings.data.deleteButton }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(settings.delete.title);
  for (const text of [settings.delete.self, settings.delete.effects.deleted, settings.delete.final]) {
    await expect(page.getByText(formatMessage(text, { business: user.business }))).toBeVisible();
  }
  await page.getByLabel(settings.delete.confirmation).fill("another@example.com");
  await page.getByRole("button", { name: settings.delete.submit }).click();
  await expect(page.getByText(en.validation.address_differs)).toBeVisible();
  expect(await everythingOf(stack, user)).toEqual(before);

  await page.getByLabel(settings.delete.confirmation).fill(user.email);
  await page.getByRole("button", { name: settings.delete.submit }).click();
  await page.waitForURL(/\/goodbye\?why=deleted/);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(en.goodbye.deletedTitle);
  expect(await userOf(stack, user)).toBeNull();
  expect(redirectOf(await page.request.get("/connections", { maxRedirects: 0 }))).toContain("/sign-in");

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
    const browser = await openContext();
    expect(await signInOverHttp(browser, stack, user.email)).toBe("/welcome");
    await sendForm(browser, "/welcome", { name: "Uusi alku" });
    expect(await connectionsOf(stack, user)).toEqual([]);
    await connect(browser);
    expect(await connectionsOf(stack, user)).toMatchObject([{ status: "ACTIVE" }]);
  });
});

test("one of several deletes the account: the others and the connections stay", async ({
  page,
  openContext,
  stack,
}) => {
  const user = await signUpDirectly(page, stack);
  const receiptheroId = await connect(page);
  const other = await openContext();
  const member = await addMember(other, stack, user);
  const before = await bytesOf(stack, receiptheroId);
  await page.goto("/settings/delete");
  await expect(page.getByText(formatMessage(settings.delete.effects.stays, { business: user.business }))).toBeVisible();
  await page.getByLabel(settings.delete.confirmation).fill(user.email);
  await page.getByRole("button", { name: settings.delete.submit }).click();
  await page.waitForURL(/\/goodbye\?why=deleted/);
  expect(await userOf(stack, user)).toBeNull();
  expect(await bytesOf(stack, receiptheroId)).toBe(before);
  expect(await actionFields(other, `/connections/${receiptheroId}`, en.connection.change)).not.toEqual([]);
  expect(await connectionsOf(stack, member)).toMatchObject([{ status: "ACTIVE" }]);
});
