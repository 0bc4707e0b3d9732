import { connect, disconnect } from "../fixtures/connect-over-http.ts";
import { auditActionsOf, connectionsOf, everythingOf } from "../fixtures/db-queries.ts";
import {
  disconnectByHand,
  jobsFor,
  makeJobDue,
  onlyConnectionOf,
  seeDisconnected,
  tokenOf,
} from "../fixtures/disconnecting.ts";
import { en, formatMessage } from "../fixtures/messages.ts";
import { actionFields, type HandMadeField, postFields } from "../fixtures/raw-form-post.ts";
import { newUser, signUpDirectly } from "../fixtures/sign-in.ts";
import { PARTNER, type Stack } from "../fixtures/stack.ts";
import { expect, test } from "../fixtures/test.ts";

const ENDED = ["connection.connected", "connection.disconnecting", "connection.disconnected"];

test("the confirmation names the business and the consequences, and can be left", async ({ page, stack }) => {
  const user = await signUpDirectly(page, stack, newUser("Kukkakauppa Kielo"));
  const receiptheroId = await connect(page, { label: "Torikatu" });
  const before = await everythingOf(stack, user);
  await page.goto(`/connections/${receiptheroId}`);
  await page.getByRole("link", { name: en.connection.disconnect }).click();
  const names = { label: "Torikatu", business: user.business, partner: PARTNER };
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(formatMessage(en.disconnect.title, names));
  for (const text of [en.disconnect.what, en.disconnect.stops, en.disconnect.keeps, en.disconnect.again]) {
    await expect(page.getByText(formatMessage(text, names), { exact: true })).toBeVisible();
  }
  await page.getByRole("link", { name: en.disconnect.cancel }).click();
  await page.waitForURL(`/connections/${receiptheroId}`);
  await expect(page.getByRole("main")).toContainText(en.health.word.healthy);
  expect(await everythingOf(stack, user)).toEqual(before);
  expect((await stack.sandbox.state()).revocations.requests).toBe(0);
});

for (const javaScriptEnabled of [true, false]) {
  test(`disconnecting ends the connection here and at ReceiptHero, ${javaScriptEnabled ? "with" : "without"} JavaScript`, async ({
    openBrowser,
    stack,
  }) => {
    const page = await openBrowser({ javaScriptEnabled });
    const user = await signUpDirectly(page, stack);
    const receiptheroId = await connect(page);
    const token = tokenOf(await stack.sandbox.state(), receiptheroId);
    await disconnectByHand(page, receiptheroId);
    await seeDisconnected(page, receiptheroId);

    await expect(
      page.getByText(formatMessage(en.connection.notice.disconnected.body, { partner: PARTNER })),
    ).toBeVisible();
    await expect(page.getByRole("button", { name: en.connection.change })).toHaveCount(0);
    await expect(page.getByRole("link", { name: en.connection.disconnect })).toHaveCount(0);
    await expect(page.getByRole("link", { name: en.connection.reconnect })).toBeVisible();
    expect(await onlyConnectionOf(stack, user)).toMatchObject({ disconnectedBy: "MERCHANT" });
    await untilJobsAreOver(stack, receiptheroId);
    expect(await auditActionsOf(stack, user)).toEqual(ENDED);
    expect((await stack.sandbox.state()).connections).toMatchObject([{ status: "removed", removedBy: "revocation" }]);
    expect(await stack.sandbox.revoke(token)).toBe(404);

    await test.step("the page that asks once more is for connections that are active", async () => {
      await page.goto(`/connections/${receiptheroId}/disconnect`);
      await page.waitForURL(`/connections/${receiptheroId}`);
    });
  });
}

test("disconnecting ends what ReceiptHero has ended already", async ({ context, stack }) => {
  const user = await signUpDirectly(context, stack);
  const receiptheroId = await connect(context);
  expect(await stack.sandbox.revoke(tokenOf(await stack.sandbox.state(), receiptheroId))).toBe(200);
  await disconnect(context, receiptheroId);
  expect(await connectionsOf(stack, user)).toMatchObject([{ status: "DISCONNECTED", sealedToken: null }]);
});

test("disconnecting twice at once ends the connection once", async ({ context, stack }) => {
  const user = await signUpDirectly(context, stack);
  const receiptheroId = await connect(context);
  const path = `/connections/${receiptheroId}/disconnect`;
  // The second request would not find the confirmation page.
  const fields = [...(await actionFields(context, path)), ["receiptheroId", receiptheroId] satisfies HandMadeField];
  const answers = await Promise.all([1, 2].map(() => postFields(context, stack, path, fields)));
  expect(answers.map((answer) => answer.status())).toEqual([303, 303]);
  expect(await onlyConnectionOf(stack, user)).toMatchObject({ status: "DISCONNECTED" });
  await untilJobsAreOver(stack, receiptheroId);
  expect(await auditActionsOf(stack, user)).toEqual(ENDED);
});

/** Waits until no job is left for a connection: the one that began with its ending, and was not needed. */
async function untilJobsAreOver(stack: Stack, receiptheroId: string): Promise<void> {
  await makeJobDue(stack, receiptheroId);
  await expect.poll(() => jobsFor(stack, receiptheroId)).toEqual([]);
}
