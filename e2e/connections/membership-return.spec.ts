import { withoutBusiness } from "../fixtures/business.ts";
import { answerVisit, connect, followRedirect, startVisit } from "../fixtures/connect-over-http.ts";
import { openOtherSite } from "../fixtures/cross-origin-site.ts";
import { auditActionsOf, bytesOf, everythingOf, visitsOf } from "../fixtures/db-queries.ts";
import { returnAddress, seeUnmatched } from "../fixtures/membership.ts";
import { en } from "../fixtures/messages.ts";
import { actionFields } from "../fixtures/raw-form-post.ts";
import { signUpDirectly, startSession } from "../fixtures/sign-in.ts";
import { signOutOverHttp } from "../fixtures/sign-in-over-http.ts";
import { expect, test } from "../fixtures/test.ts";

// Returns from the membership view that belong to no open visit: they change nothing.

const UNMATCHED = "/connections?visit=unmatched";

test("a page says nothing of a change when only its address claims one", async ({ page, stack }) => {
  await signUpDirectly(page, stack);
  const receiptheroId = await connect(page);
  for (const query of ["visit=modified", "visit=removed", "visit=made_up", "visit=modified&visit=removed"]) {
    await page.goto(`/connections/${receiptheroId}?${query}`);
    await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
    await expect(page.getByRole("status")).toHaveCount(0);
  }
});

test("a typed return without a visit changes nothing, and the list says so", async ({ page, stack }) => {
  const user = await signUpDirectly(page, stack);
  const receiptheroId = await connect(page);
  const before = await everythingOf(stack, user);
  for (const status of ["modified", "removed"]) {
    expect(withoutBusiness(await followRedirect(page, returnAddress(stack, receiptheroId, status)))).toBe(UNMATCHED);
  }
  await page.goto(returnAddress(stack, receiptheroId, "cancelled"));
  await seeUnmatched(page);
  expect(await everythingOf(stack, user)).toEqual(before);
  expect((await stack.sandbox.state()).revocations.requests).toBe(0);
});

for (const how of ["form", "link"] as const) {
  test(`a return by another site's ${how} changes nothing`, async ({ page, stack }) => {
    const user = await signUpDirectly(page, stack);
    const receiptheroId = await connect(page);
    const before = await everythingOf(stack, user);
    const site = await openOtherSite(page, returnAddress(stack, receiptheroId, "removed"));
    await site.send(how);
    await seeUnmatched(page);
    expect(await everythingOf(stack, user)).toEqual(before);
    expect((await stack.sandbox.state()).revocations.requests).toBe(0);
  });
}

test("another site cannot open a visit for somebody", async ({ page, stack }) => {
  const user = await signUpDirectly(page, stack);
  const receiptheroId = await connect(page);
  const before = await everythingOf(stack, user);
  const action = await actionFields(page, `/connections/${receiptheroId}`, en.connection.change);
  expect(action).not.toEqual([]);
  const address = `${stack.app.url}/connections/${receiptheroId}`;
  const site = await openOtherSite(page, address, [...action, ["receiptheroId", receiptheroId]]);
  await site.send("post");
  await page.waitForURL((url) => url.origin === stack.app.url);
  expect(await everythingOf(stack, user)).toEqual(before);

  expect(withoutBusiness(await followRedirect(page, returnAddress(stack, receiptheroId, "removed")))).toBe(UNMATCHED);
  expect(await everythingOf(stack, user)).toEqual(before);
});

test("a return in another user's session changes nothing, and the visit stays open", async ({
  context,
  openContext,
  stack,
}) => {
  const user = await signUpDirectly(context, stack);
  const receiptheroId = await connect(context);
  const other = await openContext();
  const stranger = await signUpDirectly(other, stack);
  await connect(other, {}, { account: "Mikko Korhonen" });
  const answer = await answerVisit(await startVisit(context, receiptheroId), "modified");
  const before = [await everythingOf(stack, user), await everythingOf(stack, stranger)];

  expect(withoutBusiness(await followRedirect(other, answer))).toBe(UNMATCHED);
  expect([await everythingOf(stack, user), await everythingOf(stack, stranger)]).toEqual(before);
  expect(await followRedirect(context, answer)).toBe(`/connections/${receiptheroId}?visit=modified`);
});

test("a return in another browser of the same user changes nothing, and the visit stays open", async ({
  context,
  openContext,
  stack,
}) => {
  const user = await signUpDirectly(context, stack);
  const receiptheroId = await connect(context);
  const other = await openContext();
  await startSession(other, stack, user);
  const copied = await openContext();
  const cookies = await context.cookies();
  await copied.addCookies(cookies.filter(({ name }) => name === "session"));
  const answer = await answerVisit(await startVisit(context, receiptheroId), "modified");
  const before = await everythingOf(stack, user);

  for (const browser of [other, copied]) {
    expect(withoutBusiness(await followRedirect(browser, answer))).toBe(UNMATCHED);
    expect(await everythingOf(stack, user)).toEqual(before);
  }
  expect(await followRedirect(context, answer)).toBe(`/connections/${receiptheroId}?visit=modified`);
});

test("a return counts once when it comes twice", async ({ context, stack }) => {
  const user = await signUpDirectly(context, stack);
  const receiptheroId = await connect(context);
  const answer = await answerVisit(await startVisit(context, receiptheroId), "modified");
  expect(await followRedirect(context, answer)).toBe(`/connections/${receiptheroId}?visit=modified`);
  const before = await everythingOf(stack, user);

  for (const address of [answer, returnAddress(stack, receiptheroId, "removed")]) {
    expect(withoutBusiness(await followRedirect(context, address))).toBe(UNMATCHED);
    expect(await everythingOf(stack, user)).toEqual(before);
  }
  expect((await stack.sandbox.state()).revocations.requests).toBe(0);
});

test("a return changes nothing when a newer visit was used since", async ({ context, stack }) => {
  const user = await signUpDirectly(context, stack);
  const receiptheroId = await connect(context);
  await startVisit(context, receiptheroId);
  const answer = await answerVisit(await startVisit(context, receiptheroId), "cancelled");
  expect(await followRedirect(context, answer)).toBe(`/connections/${receiptheroId}?visit=cancelled`);
  const before = await everythingOf(stack, user);
  expect(withoutBusiness(await followRedirect(context, returnAddress(stack, receiptheroId, "modified")))).toBe(
    UNMATCHED,
  );
  expect(await everythingOf(stack, user)).toEqual(before);
});

test("a return changes nothing when its user has signed out, or in again", async ({ context, stack }) => {
  const user = await signUpDirectly(context, stack);
  const receiptheroId = await connect(context);
  const answer = await answerVisit(await startVisit(context, receiptheroId), "removed");
  await signOutOverHttp(context);
  const before = await bytesOf(stack, receiptheroId);

  expect(withoutBusiness(await followRedirect(context, answer))).toBe(UNMATCHED);
  await startSession(context, stack, user);
  expect(withoutBusiness(await followRedirect(context, answer))).toBe(UNMATCHED);
  expect(await bytesOf(stack, receiptheroId)).toBe(before);
  expect(await auditActionsOf(stack, user)).toEqual(["connection.connected"]);
  expect(await visitsOf(stack, user)).toMatchObject([{ usedAt: null, outcome: null }]);
});

test("a return changes nothing when its visit has expired", async ({ context, stack }) => {
  const user = await signUpDirectly(context, stack);
  const receiptheroId = await connect(context);
  const answer = await answerVisit(await startVisit(context, receiptheroId), "modified");
  await stack.database.rows(
    `UPDATE "MembershipVisit" SET "expiresAt" = now() - interval '1 millisecond' WHERE "receiptheroId" = $1`,
    [receiptheroId],
  );
  const before = await everythingOf(stack, user);
  expect(withoutBusiness(await followRedirect(context, answer))).toBe(UNMATCHED);
  expect(await everythingOf(stack, user)).toEqual(before);
});

test("a return changes nothing when it names another connection, and the visit stays open", async ({
  context,
  stack,
}) => {
  const user = await signUpDirectly(context, stack);
  const visited = await connect(context, { label: "Visited" });
  const other = await connect(context, { label: "Other" }, { account: "Mikko Korhonen" });
  const answer = await answerVisit(await startVisit(context, visited), "modified");
  const before = await everythingOf(stack, user);
  for (const status of ["cancelled", "modified", "removed"]) {
    expect(withoutBusiness(await followRedirect(context, returnAddress(stack, other, status)))).toBe(UNMATCHED);
  }
  expect(await everythingOf(stack, user)).toEqual(before);
  expect(await followRedirect(context, answer)).toBe(`/connections/${visited}?visit=modified`);
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
  test(`a return with ${what} changes nothing, and the visit stays open`, async ({ context, stack }) => {
    const user = await signUpDirectly(context, stack);
    const receiptheroId = await connect(context);
    const answer = await answerVisit(await startVisit(context, receiptheroId), "modified");
    const before = await everythingOf(stack, user);
    const changed = new URL(answer);
    spoil(changed.searchParams);
    expect(withoutBusiness(await followRedirect(context, changed))).toBe(UNMATCHED);
    expect(await everythingOf(stack, user)).toEqual(before);
    expect(await followRedirect(context, answer)).toBe(`/connections/${receiptheroId}?visit=modified`);
  });
}

test("a link checker's HEAD leaves the visit open", async ({ context, stack }) => {
  const user = await signUpDirectly(context, stack);
  const receiptheroId = await connect(context);
  const answer = await answerVisit(await startVisit(context, receiptheroId), "modified");
  const before = await everythingOf(stack, user);
  expect((await context.request.head(answer.href, { maxRedirects: 0 })).status()).toBe(405);
  expect(await everythingOf(stack, user)).toEqual(before);
  expect(await followRedirect(context, answer)).toBe(`/connections/${receiptheroId}?visit=modified`);
});
