import type { BrowserContext } from "@playwright/test";
import { answerVisit, followRedirect, leaveSite } from "../fixtures/connect-over-http.ts";
import {
  addPartner,
  connectBySession,
  nextOf,
  openSession,
  type Partner,
  pressContinue,
  startSession,
} from "../fixtures/connect-sessions.ts";
import { openOtherSite } from "../fixtures/cross-origin-site.ts";
import { returnAddress } from "../fixtures/membership.ts";
import { actionFields } from "../fixtures/raw-form-post.ts";
import { signUpDirectly } from "../fixtures/sign-in.ts";
import type { Stack } from "../fixtures/stack.ts";
import { expect, test } from "../fixtures/test.ts";

// Returns from the membership view to a connect session: the attacks of e2e/connections/membership-return.spec.ts, without
// a user.

const NOWHERE = "/connect/unknown";

/** Everything that a return could change. */
function everything(stack: Stack): Promise<object[]> {
  const tables = ["Connection", "ConnectSession", "MembershipVisit", "AuditEvent"];
  const parts = tables.map((table) => `SELECT t::text || ' ' || t.xmin AS bytes FROM "${table}" t`);
  return stack.database.rows(`${parts.join(" UNION ALL ")} ORDER BY 1`);
}

/** Connects by a session, and goes to the membership view by another one. */
async function begin(context: BrowserContext, stack: Stack) {
  const partner = await addPartner(stack);
  const receiptheroId = await connectBySession(context, partner);
  const visit = await startSession(context, partner, manage(receiptheroId));
  return { partner, receiptheroId, ...visit };
}

const manage = (receiptheroId: string) => ({ purpose: "manage", receipthero_id: receiptheroId });

/** Checks that the true return still counts. */
async function seeModified(context: BrowserContext, partner: Partner, session: { id: string }, answer: URL) {
  expect(await followRedirect(context, answer)).toBe(`/connect/${session.id}`);
  expect(await partner.see(session)).toMatchObject({ status: "modified" });
}

test("a typed return changes nothing before the button is pressed", async ({ context, stack }) => {
  const partner = await addPartner(stack);
  const receiptheroId = await connectBySession(context, partner);
  await openSession(context, await partner.create(manage(receiptheroId)));
  const before = await everything(stack);
  for (const status of ["cancelled", "modified", "removed"]) {
    expect(await followRedirect(context, returnAddress(stack, receiptheroId, status))).toBe(NOWHERE);
  }
  expect(await everything(stack)).toEqual(before);
  expect((await stack.sandbox.state()).revocations.requests).toBe(0);
});

for (const how of ["form", "link"] as const) {
  test(`a return by another site's ${how} changes nothing before the button is pressed`, async ({ page, stack }) => {
    const partner = await addPartner(stack);
    const receiptheroId = await connectBySession(page, partner);
    await openSession(page, await partner.create(manage(receiptheroId)));
    const before = await everything(stack);
    const site = await openOtherSite(page, returnAddress(stack, receiptheroId, "removed"));
    await site.send(how);
    await page.waitForURL(`**${NOWHERE}`);
    expect(await everything(stack)).toEqual(before);
  });
}

test("another site cannot press the button", async ({ page, stack }) => {
  const partner = await addPartner(stack);
  const session = await partner.create();
  await openSession(page, session);
  const before = await everything(stack);
  const path = `/connect/${session.id}`;
  const action = await actionFields(page, path);
  expect(action).not.toEqual([]);
  const site = await openOtherSite(page, stack.app.url + path, [...action, ["session", session.id]]);
  await site.send("post");
  await page.waitForURL((url) => url.origin === stack.app.url);
  expect(await everything(stack)).toEqual(before);
});

test("a return in another browser changes nothing, and the visit stays open", async ({
  context,
  openContext,
  stack,
}) => {
  const { partner, receiptheroId, session, address } = await begin(context, stack);
  const answer = await answerVisit(address, "modified");
  const [user, sameLink, other] = [await openContext(), await openContext(), await openContext()];
  await signUpDirectly(user, stack);
  await openSession(sameLink, session);
  await startSession(other, partner);
  const before = await everything(stack);

  expect(await followRedirect(await openContext(), answer)).toBe("/connections?visit=unmatched");
  expect(await followRedirect(user, answer)).toBe("/connections?visit=unmatched");
  for (const browser of [sameLink, other]) expect(await followRedirect(browser, answer)).toBe(NOWHERE);
  expect(await everything(stack)).toEqual(before);

  // A visit of its own to the same connection does not lend it the first one.
  const own = await startSession(other, partner, manage(receiptheroId));
  expect(await followRedirect(other, await answerVisit(own.address, "cancelled"))).toBe(`/connect/${own.session.id}`);
  expect(await partner.see(session)).toMatchObject({ status: "opened" });
  await seeModified(context, partner, session, answer);
});

test("a return counts once when it comes twice, and the page still says how it ended", async ({ context, stack }) => {
  const { partner, receiptheroId, session, address } = await begin(context, stack);
  const answer = await answerVisit(address, "modified");
  await seeModified(context, partner, session, answer);
  const before = await everything(stack);
  for (const url of [answer, returnAddress(stack, receiptheroId, "removed")]) {
    expect(await followRedirect(context, url)).toBe(`/connect/${session.id}`);
    expect(await everything(stack)).toEqual(before);
  }
  expect(await nextOf(context, session)).toMatchObject({ status: "modified", receipthero_id: receiptheroId });
  expect((await stack.sandbox.state()).revocations.requests).toBe(0);
});

test("pressing the button again closes the earlier visit", async ({ context, stack }) => {
  const { partner, receiptheroId, session } = await begin(context, stack);
  const again = await leaveSite(context, await pressContinue(context, session));
  await followRedirect(context, await answerVisit(again, "cancelled"));
  expect(await partner.see(session)).toMatchObject({ status: "cancelled" });
  const before = await everything(stack);
  expect(await followRedirect(context, returnAddress(stack, receiptheroId, "removed"))).toBe(`/connect/${session.id}`);
  expect(await everything(stack)).toEqual(before);
});

const late: [what: string, sql: string][] = [
  ["its visit has expired", `UPDATE "MembershipVisit" SET "expiresAt" = now() - interval '1 millisecond'`],
  [
    "its session has ended",
    `UPDATE "ConnectSession" SET status = 'expired', reason = 'expired', "endedAt" = now() WHERE purpose = 'manage'`,
  ],
];

for (const [what, sql] of late) {
  test(`a return changes nothing when ${what}`, async ({ context, stack }) => {
    const { session, address } = await begin(context, stack);
    const answer = await answerVisit(address, "modified");
    await stack.database.rows(sql);
    const before = await everything(stack);
    expect(await followRedirect(context, answer)).toBe(`/connect/${session.id}`);
    expect(await everything(stack)).toEqual(before);
  });
}

test("a return changes nothing when it names another connection, and the visit stays open", async ({
  context,
  stack,
}) => {
  const { partner, session, address } = await begin(context, stack);
  const other = await connectBySession(context, partner, { label: "Other" }, { account: "Mikko Korhonen" });
  const answer = await answerVisit(address, "modified");
  const before = await everything(stack);
  for (const status of ["cancelled", "modified", "removed"]) {
    expect(await followRedirect(context, returnAddress(stack, other, status))).toBe(NOWHERE);
  }
  expect(await everything(stack)).toEqual(before);
  await seeModified(context, partner, session, answer);
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

test("a spoiled return changes nothing, and the visit stays open", async ({ context, stack }) => {
  const { partner, session, address } = await begin(context, stack);
  const answer = await answerVisit(address, "modified");
  const before = await everything(stack);
  for (const [what, spoil] of spoiled) {
    const changed = new URL(answer);
    spoil(changed.searchParams);
    expect(await followRedirect(context, changed), what).toBe(NOWHERE);
    expect(await everything(stack), what).toEqual(before);
  }
  await seeModified(context, partner, session, answer);
});

test("a link checker's HEAD leaves the visit open", async ({ context, stack }) => {
  const { partner, session, address } = await begin(context, stack);
  const answer = await answerVisit(address, "modified");
  const before = await everything(stack);
  expect((await context.request.head(answer.href, { maxRedirects: 0 })).status()).toBe(405);
  expect(await everything(stack)).toEqual(before);
  await seeModified(context, partner, session, answer);
});
