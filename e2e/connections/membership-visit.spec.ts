import { answerVisit, connect, disconnect, followRedirect, startVisit } from "../fixtures/connect-over-http.ts";
import { auditActionsOf, bytesOf, connectionsOf, visitsOf } from "../fixtures/db-queries.ts";
import { tokenOf } from "../fixtures/disconnecting.ts";
import { MEMBERSHIP, returnAddress, visitMembership } from "../fixtures/membership.ts";
import { en, formatMessage } from "../fixtures/messages.ts";
import { actionFields, postFields } from "../fixtures/raw-form-post.ts";
import { signUpDirectly } from "../fixtures/sign-in.ts";
import { expect, test } from "../fixtures/test.ts";

// Visits to the membership view. Returns that belong to no visit are in membership-return.spec.ts.

test("a cancelled visit changes nothing, and the page says so", async ({ page, stack }) => {
  const user = await signUpDirectly(page, stack);
  const receiptheroId = await connect(page, { label: "Torikatu" });
  const before = await bytesOf(stack, receiptheroId);
  await visitMembership(page, receiptheroId, "cancelled");

  await expect(
    page.getByText(formatMessage(en.connection.notice.cancelled.body, { label: "Torikatu" }), { exact: true }),
  ).toBeVisible();
  expect(await bytesOf(stack, receiptheroId)).toBe(before);
  expect(await auditActionsOf(stack, user)).toEqual(["connection.connected"]);
  expect(await visitsOf(stack, user)).toMatchObject([{ usedAt: expect.any(Date), outcome: "cancelled" }]);
  expect((await stack.sandbox.state()).connections).toMatchObject([{ status: "active" }]);
});

test("a change in the membership view is in force, and the page says so", async ({ page, stack }) => {
  const user = await signUpDirectly(page, stack);
  const receiptheroId = await connect(page, { label: "Torikatu" });
  const [before] = await connectionsOf(stack, user);
  await visitMembership(page, receiptheroId, "modified");

  await expect(page.getByText(formatMessage(en.connection.notice.modified.body, { label: "Torikatu" }))).toBeVisible();
  await expect(page.getByRole("main")).toContainText(en.connection.modifiedAt);
  expect(await connectionsOf(stack, user)).toEqual([{ ...before, modifiedAt: expect.any(Date) }]);
  expect(await auditActionsOf(stack, user)).toEqual(["connection.connected", "connection.modified"]);
  expect(await visitsOf(stack, user)).toMatchObject([{ usedAt: expect.any(Date), outcome: "modified" }]);
});

test("a removal in the membership view ends the connection, here and at ReceiptHero", async ({ page, stack }) => {
  const user = await signUpDirectly(page, stack);
  const receiptheroId = await connect(page);
  const token = tokenOf(await stack.sandbox.state(), receiptheroId);
  await visitMembership(page, receiptheroId, "removed");

  await expect(page.getByRole("main")).toContainText(en.health.word.disconnected);
  await expect(page.getByRole("button", { name: en.connection.change })).toHaveCount(0);
  const removed = {
    status: "DISCONNECTED",
    disconnectedBy: "MERCHANT",
    sealedToken: null,
    disconnectedAt: expect.any(Date),
  };
  expect(await connectionsOf(stack, user)).toMatchObject([removed]);
  const actions = ["connection.connected", "connection.disconnecting", "connection.disconnected"];
  expect(await auditActionsOf(stack, user)).toEqual(actions);
  // We revoked the token as well, although the account holder had done it there.
  expect(await stack.sandbox.state()).toMatchObject({
    connections: [{ status: "removed", removedBy: "membership" }],
    revocations: { requests: 1, notFound: 1 },
  });
  expect(await stack.sandbox.revoke(token)).toBe(404);
});

test("a removal that is only claimed, in an open visit, makes the token unusable", async ({ context, stack }) => {
  const user = await signUpDirectly(context, stack);
  const receiptheroId = await connect(context);
  const token = tokenOf(await stack.sandbox.state(), receiptheroId);
  await startVisit(context, receiptheroId);
  // Within an open visit the claim is believed, and so it is made true.
  const claim = returnAddress(stack, receiptheroId, "removed");
  expect(await followRedirect(context, claim)).toBe(`/connections/${receiptheroId}?visit=removed`);
  expect(await connectionsOf(stack, user)).toMatchObject([{ status: "DISCONNECTED", sealedToken: null }]);
  expect((await stack.sandbox.state()).connections).toMatchObject([{ status: "removed", removedBy: "revocation" }]);
  expect(await stack.sandbox.revoke(token)).toBe(404);
});

test("a return to a connection that was disconnected changes nothing, and no new visit opens", async ({
  context,
  stack,
}) => {
  const user = await signUpDirectly(context, stack);
  const receiptheroId = await connect(context);
  const path = `/connections/${receiptheroId}`;
  const action = await actionFields(context, path, en.connection.change);
  const answer = await answerVisit(await startVisit(context, receiptheroId), "modified");
  await disconnect(context, receiptheroId);
  expect(await connectionsOf(stack, user)).toMatchObject([{ status: "DISCONNECTED" }]);
  const before = [await bytesOf(stack, receiptheroId), await auditActionsOf(stack, user)];

  expect(await followRedirect(context, answer)).toBe(`${path}?visit=modified`);
  const visits = await visitsOf(stack, user);
  const response = await postFields(context, stack, path, [...action, ["receiptheroId", receiptheroId]]);
  expect(response.status()).toBe(404);
  expect(await visitsOf(stack, user)).toEqual(visits);
  expect([await bytesOf(stack, receiptheroId), await auditActionsOf(stack, user)]).toEqual(before);
});

test("a visit that never returns leaves no trace but its expiry", async ({ page, stack }) => {
  const user = await signUpDirectly(page, stack);
  const receiptheroId = await connect(page);
  const before = await bytesOf(stack, receiptheroId);
  await startVisit(page, receiptheroId);
  await page.goto(`/connections/${receiptheroId}`);
  await expect(page.getByRole("button", { name: en.connection.change })).toBeVisible();
  await expect(page.getByRole("status")).toHaveCount(0);
  expect(await bytesOf(stack, receiptheroId)).toBe(before);
  expect(await auditActionsOf(stack, user)).toEqual(["connection.connected"]);
  const { minutes } = await stack.database.row<{ minutes: number }>(
    `SELECT round(extract(epoch FROM "expiresAt" - "createdAt") / 60)::int AS minutes FROM "MembershipVisit"
      WHERE "receiptheroId" = $1`,
    [receiptheroId],
  );
  expect(minutes).toBe(30);
});

test("a return during an outage says so, and works afterwards", async ({ context, stack }) => {
  await signUpDirectly(context, stack);
  const receiptheroId = await connect(context);
  const answer = await answerVisit(await startVisit(context, receiptheroId), "modified");
  await stack.database.breakDown();
  expect(await followRedirect(context, answer)).toBe("/outcome/storage_unavailable");
  await stack.database.restore();
  await expect.poll(async () => (await fetch(`${stack.app.url}/api/ready`)).status).toBe(200);
  expect(await followRedirect(context, `${MEMBERSHIP}${answer.search}`)).toBe(
    `/connections/${receiptheroId}?visit=modified`,
  );
});

test.afterEach(async ({ stack }) => {
  await stack.database.restore();
});
