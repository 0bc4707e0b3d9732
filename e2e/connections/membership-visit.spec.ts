import { connect, enter, newestLink, openLink, signIn, signOut } from "../fixtures/actions.ts";
import { openOtherSite } from "../fixtures/cross-origin-site.ts";
import { auditActionsOf, bytesOf, connectionsOf, everythingOf, visitsOf } from "../fixtures/db-queries.ts";
import { disconnect, seeDisconnected, tokenOf } from "../fixtures/disconnecting.ts";
import {
  answerAndHold,
  answerAndKeep,
  goToMembership,
  MEMBERSHIP,
  returnAddress,
  seeReturned,
  seeUnmatched,
  visitMembership,
} from "../fixtures/membership.ts";
import { en, words } from "../fixtures/messages.ts";
import { actionFields, postFields } from "../fixtures/raw-form-post.ts";
import { expect, test } from "../fixtures/test.ts";

test("cancelled: nothing changes, and the page says so", async ({ page, stack }) => {
  const user = await enter(page, stack);
  const receiptheroId = await connect(page, { label: "Torikatu" });
  const before = await bytesOf(stack, receiptheroId);
  await visitMembership(page, receiptheroId, "cancelled");

  await expect(
    page.getByText(words(en.connection.notice.cancelled.body, { label: "Torikatu" }), { exact: true }),
  ).toBeVisible();
  expect(await bytesOf(stack, receiptheroId)).toBe(before);
  expect(await auditActionsOf(stack, user)).toEqual(["connection.connected"]);
  expect(await visitsOf(stack, user)).toMatchObject([{ usedAt: expect.any(Date), outcome: "cancelled" }]);
  expect((await stack.sandbox.state()).connections).toMatchObject([{ status: "active" }]);
});

test("modified: the change is in force, and the page says so", async ({ page, stack }) => {
  const user = await enter(page, stack);
  const receiptheroId = await connect(page, { label: "Torikatu" });
  const [before] = await connectionsOf(stack, user);
  await visitMembership(page, receiptheroId, "modified");

  await expect(page.getByText(words(en.connection.notice.modified.body, { label: "Torikatu" }))).toBeVisible();
  await expect(page.getByRole("main")).toContainText(en.connection.modifiedAt);
  expect(await connectionsOf(stack, user)).toEqual([{ ...before, modifiedAt: expect.any(Date) }]);
  expect(await auditActionsOf(stack, user)).toEqual(["connection.connected", "connection.modified"]);
  expect(await visitsOf(stack, user)).toMatchObject([{ usedAt: expect.any(Date), outcome: "modified" }]);
});

test("removed: the connection ends, here and at ReceiptHero", async ({ page, stack }) => {
  const user = await enter(page, stack);
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

test("removed by word of mouth alone: the token is made unusable all the same", async ({ page, stack }) => {
  const user = await enter(page, stack);
  const receiptheroId = await connect(page);
  const token = tokenOf(await stack.sandbox.state(), receiptheroId);
  await goToMembership(page, receiptheroId);
  // Within an open visit we believe the claim, and revoke the token to make it true.
  await page.goto(returnAddress(stack, receiptheroId, "removed"));
  await seeReturned(page, receiptheroId, "removed");
  expect(await connectionsOf(stack, user)).toMatchObject([{ status: "DISCONNECTED", sealedToken: null }]);
  expect((await stack.sandbox.state()).connections).toMatchObject([{ status: "removed", removedBy: "revocation" }]);
  expect(await stack.sandbox.revoke(token)).toBe(404);
});

test("an address that claims a change which was not made says nothing of the kind", async ({ page, stack }) => {
  await enter(page, stack);
  const receiptheroId = await connect(page);
  for (const query of ["visit=modified", "visit=removed", "visit=made_up", "visit=modified&visit=removed"]) {
    await page.goto(`/connections/${receiptheroId}?${query}`);
    await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
    await expect(page.getByRole("status")).toHaveCount(0);
  }
});

test("a typed return URL without a visit changes nothing", async ({ page, stack }) => {
  const user = await enter(page, stack);
  const receiptheroId = await connect(page);
  const before = await everythingOf(stack, user);
  for (const status of ["cancelled", "modified", "removed"]) {
    await page.goto(returnAddress(stack, receiptheroId, status));
    await seeUnmatched(page);
  }
  expect(await everythingOf(stack, user)).toEqual(before);
  expect((await stack.sandbox.state()).revocations.requests).toBe(0);
});

for (const how of ["form", "link"] as const) {
  test(`a return by another site's ${how}`, async ({ page, stack }) => {
    const user = await enter(page, stack);
    const receiptheroId = await connect(page);
    const before = await everythingOf(stack, user);
    const site = await openOtherSite(page, returnAddress(stack, receiptheroId, "removed"));
    await site.send(how);
    await seeUnmatched(page);
    expect(await everythingOf(stack, user)).toEqual(before);
    expect((await stack.sandbox.state()).revocations.requests).toBe(0);
  });
}

test("another site cannot open a visit for a user", async ({ page, stack }) => {
  const user = await enter(page, stack);
  const receiptheroId = await connect(page);
  const before = await everythingOf(stack, user);
  const action = await actionFields(page, `/connections/${receiptheroId}`, en.connection.change);
  expect(action).not.toEqual([]);
  const address = `${stack.app.url}/connections/${receiptheroId}`;
  const site = await openOtherSite(page, address, [...action, ["receiptheroId", receiptheroId]]);
  await site.send("post");
  await page.waitForURL((url) => url.origin === stack.app.url);
  expect(await everythingOf(stack, user)).toEqual(before);

  await page.goto(returnAddress(stack, receiptheroId, "removed"));
  await seeUnmatched(page);
  expect(await everythingOf(stack, user)).toEqual(before);
});

test("a return in another user's session, while the visit stays open", async ({ page, openBrowser, stack }) => {
  const user = await enter(page, stack);
  const receiptheroId = await connect(page);
  const other = await openBrowser();
  const stranger = await enter(other, stack);
  await connect(other, {}, { account: "Mikko Korhonen" });
  await goToMembership(page, receiptheroId);
  const answer = await answerAndKeep(page, stack, "modified");
  const before = [await everythingOf(stack, user), await everythingOf(stack, stranger)];

  await other.goto(answer.href);
  await seeUnmatched(other);
  expect([await everythingOf(stack, user), await everythingOf(stack, stranger)]).toEqual(before);

  await page.goto(answer.href);
  await seeReturned(page, receiptheroId, "modified");
});

test("a return in another browser of the same user, while the visit stays open", async ({
  page,
  openBrowser,
  stack,
}) => {
  const user = await enter(page, stack);
  const receiptheroId = await connect(page);
  const other = await openBrowser();
  await signIn(other, stack, user.email);
  const copied = await openBrowser();
  const cookies = await page.context().cookies();
  await copied.context().addCookies(cookies.filter(({ name }) => name === "session"));
  await goToMembership(page, receiptheroId);
  const answer = await answerAndKeep(page, stack, "modified");
  const before = await everythingOf(stack, user);

  for (const browser of [other, copied]) {
    await browser.goto(answer.href);
    await seeUnmatched(browser);
    expect(await everythingOf(stack, user)).toEqual(before);
  }
  await page.goto(answer.href);
  await seeReturned(page, receiptheroId, "modified");
});

test("a return that comes twice counts once", async ({ page, stack }) => {
  const user = await enter(page, stack);
  const receiptheroId = await connect(page);
  await goToMembership(page, receiptheroId);
  const held = await answerAndHold(page, stack, "modified");
  held.release();
  await seeReturned(page, receiptheroId, "modified");
  const before = await everythingOf(stack, user);

  for (const address of [held.url.href, returnAddress(stack, receiptheroId, "removed")]) {
    await page.goto(address);
    await seeUnmatched(page);
    expect(await everythingOf(stack, user)).toEqual(before);
  }
  expect((await stack.sandbox.state()).revocations.requests).toBe(0);
});

test("a return to a visit in whose place a newer one came, which was used", async ({ page, stack }) => {
  const user = await enter(page, stack);
  const receiptheroId = await connect(page);
  await goToMembership(page, receiptheroId);
  await visitMembership(page, receiptheroId, "cancelled");
  const before = await everythingOf(stack, user);
  await page.goto(returnAddress(stack, receiptheroId, "modified"));
  await seeUnmatched(page);
  expect(await everythingOf(stack, user)).toEqual(before);
});

test("a return after signing out and in again", async ({ page, stack }) => {
  const user = await enter(page, stack);
  const receiptheroId = await connect(page);
  await goToMembership(page, receiptheroId);
  const answer = await answerAndKeep(page, stack, "removed");
  await signOut(page);
  const before = await bytesOf(stack, receiptheroId);

  await test.step("signed out", async () => {
    await page.goto(answer.href);
    await page.waitForURL(`/sign-in?${new URLSearchParams({ returnTo: "/connections?visit=unmatched" })}`);
    await page.getByLabel(en.signIn.email).fill(user.email);
    await page.getByRole("button", { name: en.signIn.submit }).click();
    await expect(page.getByRole("heading", { name: en.signIn.checkMail.title })).toBeVisible();
    await openLink(page, await newestLink(stack, user.email));
    await seeUnmatched(page);
  });
  await test.step("signed in again", async () => {
    await page.goto(answer.href);
    await seeUnmatched(page);
  });
  expect(await bytesOf(stack, receiptheroId)).toBe(before);
  expect(await auditActionsOf(stack, user)).toEqual(["connection.connected"]);
  expect(await visitsOf(stack, user)).toMatchObject([{ usedAt: null, outcome: null }]);
});

test("a return that comes after the visit has expired", async ({ page, stack }) => {
  const user = await enter(page, stack);
  const receiptheroId = await connect(page);
  await goToMembership(page, receiptheroId);
  const answer = await answerAndKeep(page, stack, "modified");
  await stack.database.rows(
    `UPDATE "MembershipVisit" SET "expiresAt" = now() - interval '1 millisecond' WHERE "receiptheroId" = $1`,
    [receiptheroId],
  );
  const before = await everythingOf(stack, user);
  await page.goto(answer.href);
  await seeUnmatched(page);
  expect(await everythingOf(stack, user)).toEqual(before);
});

test("a return for another connection than the one that is visited", async ({ page, stack }) => {
  const user = await enter(page, stack);
  const visited = await connect(page, { label: "Visited" });
  const other = await connect(page, { label: "Other" }, { account: "Mikko Korhonen" });
  await goToMembership(page, visited);
  const answer = await answerAndKeep(page, stack, "modified");
  const before = await everythingOf(stack, user);
  for (const status of ["cancelled", "modified", "removed"]) {
    await page.goto(returnAddress(stack, other, status));
    await seeUnmatched(page);
  }
  expect(await everythingOf(stack, user)).toEqual(before);
  await page.goto(answer.href);
  await seeReturned(page, visited, "modified");
});

const spoiled: [what: string, spoil: (query: URLSearchParams) => void][] = [
  ["an unknown status", (query) => query.set("status", "erased")],
  ["a status in capitals", (query) => query.set("status", "DISCONNECTED")],
  ["an empty status", (query) => query.set("status", "")],
  ["no status", (query) => query.delete("status")],
  ["the status twice", (query) => query.append("status", "modified")],
  ["two statuses", (query) => query.append("status", "removed")],
  ["the id twice", (query) => query.append("receipthero_id", query.get("receipthero_id") ?? "")],
  ["no id", (query) => query.delete("receipthero_id")],
  ["an id of nobody", (query) => query.set("receipthero_id", "00000000-0000-4000-8000-000000000000")],
  ["an id with a space", (query) => query.set("receipthero_id", `${query.get("receipthero_id")} `)],
  ["an id with a NUL", (query) => query.set("receipthero_id", `${query.get("receipthero_id")}\0`)],
];

for (const [what, spoil] of spoiled) {
  test(`a return with ${what}, while the visit stays open`, async ({ page, stack }) => {
    const user = await enter(page, stack);
    const receiptheroId = await connect(page);
    await goToMembership(page, receiptheroId);
    const answer = await answerAndKeep(page, stack, "modified");
    const before = await everythingOf(stack, user);
    const changed = new URL(answer);
    spoil(changed.searchParams);

    await page.goto(changed.href);
    await seeUnmatched(page);
    expect(await everythingOf(stack, user)).toEqual(before);

    await page.goto(answer.href);
    await seeReturned(page, receiptheroId, "modified");
  });
}

test("a link checker's HEAD uses nothing up", async ({ page, stack }) => {
  const user = await enter(page, stack);
  const receiptheroId = await connect(page);
  await goToMembership(page, receiptheroId);
  const answer = await answerAndKeep(page, stack, "modified");
  const before = await everythingOf(stack, user);
  expect((await page.request.head(answer.href, { maxRedirects: 0 })).status()).toBe(405);
  expect(await everythingOf(stack, user)).toEqual(before);
  await page.goto(answer.href);
  await seeReturned(page, receiptheroId, "modified");
});

test("a return to a connection that was disconnected during the visit", async ({ page, stack }) => {
  const user = await enter(page, stack);
  const receiptheroId = await connect(page);
  const action = await actionFields(page, `/connections/${receiptheroId}`, en.connection.change);
  await goToMembership(page, receiptheroId);
  const answer = await answerAndKeep(page, stack, "modified");
  await disconnect(page, receiptheroId);
  await seeDisconnected(page, receiptheroId);
  const before = [await bytesOf(stack, receiptheroId), await auditActionsOf(stack, user)];

  await page.goto(answer.href);
  await seeDisconnected(page, receiptheroId);
  const visits = await visitsOf(stack, user);
  const path = `/connections/${receiptheroId}`;
  const response = await postFields(page, stack, path, [...action, ["receiptheroId", receiptheroId]]);
  expect(response.status()).toBe(404);
  expect(await visitsOf(stack, user)).toEqual(visits);
  expect([await bytesOf(stack, receiptheroId), await auditActionsOf(stack, user)]).toEqual(before);
});

test("a visit that never returns leaves no trace but its expiry", async ({ page, stack }) => {
  const user = await enter(page, stack);
  const receiptheroId = await connect(page);
  const before = await bytesOf(stack, receiptheroId);
  await goToMembership(page, receiptheroId);
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

test("during an outage a return says so, and works afterwards", async ({ page, stack }) => {
  await enter(page, stack);
  const receiptheroId = await connect(page);
  await goToMembership(page, receiptheroId);
  const answer = await answerAndKeep(page, stack, "modified");
  await stack.database.breakDown();
  await page.goto(answer.href);
  await page.waitForURL("/outcome/storage_unavailable");
  await stack.database.restore();
  await expect.poll(async () => (await fetch(`${stack.app.url}/api/health`)).status).toBe(200);
  await page.goto(`${MEMBERSHIP}${answer.search}`);
  await seeReturned(page, receiptheroId, "modified");
});

test.afterEach(async ({ stack }) => {
  await stack.database.restore();
});
