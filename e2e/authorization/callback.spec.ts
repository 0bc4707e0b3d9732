import {
  approve,
  approveAndHold,
  approveAndKeep,
  CALLBACK,
  enter,
  goToConsent,
  seeConnected,
  seeOutcome,
  signIn,
  signOut,
  tryAgain,
} from "../fixtures/actions.ts";
import { auditActionsOf, connectionsOf, requestsOf } from "../fixtures/db-queries.ts";
import { expect, test } from "../fixtures/test.ts";

const WISH = { label: "Kauppahalli", notes: [["shop", "7"]] as [string, string][] };

test("deny: nothing is connected, and trying again finds what was typed", async ({ page, stack }) => {
  const user = await enter(page, stack);
  await goToConsent(page, WISH);
  await page.getByRole("button", { name: "Deny" }).click();
  await seeOutcome(page, "access_denied");
  expect(await requestsOf(stack, user)).toMatchObject([{ outcome: "access_denied" }]);
  expect(await connectionsOf(stack, user)).toEqual([]);
  expect((await stack.sandbox.state()).tokenRequests).toBe(0);
  await tryAgain(page, WISH);
  expect(await connectionsOf(stack, user)).toHaveLength(1);
});

test("an expired code", async ({ page, stack }) => {
  const user = await enter(page, stack);
  await goToConsent(page, WISH);
  const held = await approveAndHold(page, stack);
  await stack.sandbox.advanceClock(61);
  held.release();
  await seeOutcome(page, "code_expired");
  expect(await requestsOf(stack, user)).toMatchObject([{ outcome: "code_expired" }]);
  expect(await connectionsOf(stack, user)).toEqual([]);
  expect((await stack.sandbox.state()).connections).toEqual([]);
  await tryAgain(page, WISH);
});

test("a replayed callback does nothing a second time", async ({ page, stack }) => {
  const user = await enter(page, stack);
  await goToConsent(page);
  const held = await approveAndHold(page, stack);
  held.release();
  await seeConnected(page);
  const [before] = await connectionsOf(stack, user);

  await page.goto(held.url.href);
  await seeOutcome(page, "state_used");
  expect(await connectionsOf(stack, user)).toEqual([before]);
  expect(await requestsOf(stack, user)).toMatchObject([{ outcome: "connected" }]);
  expect(await auditActionsOf(stack, user)).toEqual(["connection.connected"]);
  expect(await stack.sandbox.state()).toMatchObject({ tokenRequests: 1, codes: [{ tokenRequests: 1 }] });
});

test("a callback in another user's session, whose own request stays usable", async ({ page, openBrowser, stack }) => {
  const user = await enter(page, stack);
  const other = await openBrowser();
  const stranger = await enter(other, stack);
  await goToConsent(page);
  const callback = await approveAndKeep(page, stack);

  await other.goto(callback.href);
  await seeOutcome(other, "wrong_user");
  expect(await connectionsOf(stack, stranger)).toEqual([]);
  expect(await requestsOf(stack, user)).toMatchObject([{ claimedAt: null, outcome: null }]);
  expect((await stack.sandbox.state()).tokenRequests).toBe(0);

  await page.goto(callback.href);
  await seeConnected(page);
  await tryAgainFromScratch(other);
});

test("a callback in nobody's session", async ({ page, openBrowser, stack }) => {
  const user = await enter(page, stack);
  await goToConsent(page);
  const callback = await approveAndKeep(page, stack);

  const other = await openBrowser();
  await other.goto(callback.href);
  await seeOutcome(other, "signed_out");
  expect(await requestsOf(stack, user)).toMatchObject([{ claimedAt: null, outcome: null }]);
  expect((await stack.sandbox.state()).tokenRequests).toBe(0);

  await page.goto(callback.href);
  await seeConnected(page);
});

test("a callback in another browser of the same user", async ({ page, openBrowser, stack }) => {
  const user = await enter(page, stack);
  const other = await openBrowser();
  await signIn(other, stack, user.email);
  await goToConsent(page);
  const callback = await approveAndKeep(page, stack);

  await other.goto(callback.href);
  await seeOutcome(other, "state_mismatch");
  expect(await requestsOf(stack, user)).toMatchObject([{ claimedAt: null, outcome: null }]);

  await page.goto(callback.href);
  await seeConnected(page);
  expect(await connectionsOf(stack, user)).toHaveLength(1);
});

test("a callback with the session, but without the browser's own cookie", async ({ page, openBrowser, stack }) => {
  const user = await enter(page, stack);
  await goToConsent(page);
  const callback = await approveAndKeep(page, stack);

  const other = await openBrowser();
  const cookies = await page.context().cookies();
  await other.context().addCookies(cookies.filter(({ name }) => name === "session"));
  await other.goto(callback.href);
  await seeOutcome(other, "state_mismatch");
  expect(await requestsOf(stack, user)).toMatchObject([{ claimedAt: null, outcome: null }]);

  await page.goto(callback.href);
  await seeConnected(page);
});

test("a callback after signing out and in again", async ({ page, stack }) => {
  const user = await enter(page, stack);
  await goToConsent(page);
  const callback = await approveAndKeep(page, stack);
  await signOut(page);
  await signIn(page, stack, user.email);

  await page.goto(callback.href);
  await seeOutcome(page, "state_mismatch");
  expect(await requestsOf(stack, user)).toMatchObject([{ claimedAt: null, outcome: null }]);
  expect((await stack.sandbox.state()).tokenRequests).toBe(0);
  await tryAgainFromScratch(page);
});

test("a callback that came too late for the request", async ({ page, stack }) => {
  const user = await enter(page, stack);
  await goToConsent(page);
  const held = await approveAndHold(page, stack);
  await stack.database.rows(
    `UPDATE "AuthorizationRequest" SET "expiresAt" = now() - interval '1 millisecond' WHERE "userId" = (SELECT id FROM "User" WHERE email = $1)`,
    [user.email],
  );
  held.release();
  await seeOutcome(page, "state_expired");
  expect(await requestsOf(stack, user)).toMatchObject([{ claimedAt: null, outcome: null }]);
  expect(await connectionsOf(stack, user)).toEqual([]);
  expect((await stack.sandbox.state()).tokenRequests).toBe(0);
  await tryAgainFromScratch(page);
});

const spoiled = [
  ["an altered state", "state_mismatch", (query: URLSearchParams) => query.set("state", alter(query.get("state")))],
  ["a state that is cut off", "state_mismatch", (query) => query.set("state", (query.get("state") ?? "").slice(0, -4))],
  ["no state", "state_missing", (query) => query.delete("state")],
  ["an empty state", "state_missing", (query) => query.set("state", "")],
  ["the state twice", "invalid_request", (query) => query.append("state", query.get("state") ?? "")],
  ["the code twice", "invalid_request", (query) => query.append("code", query.get("code") ?? "")],
  ["a code and an error", "invalid_request", (query) => query.set("error", "access_denied")],
] satisfies [string, Parameters<typeof seeOutcome>[1], (query: URLSearchParams) => void][];

for (const [what, reason, spoil] of spoiled) {
  test(`a callback with ${what}`, async ({ page, stack }) => {
    const user = await enter(page, stack);
    await goToConsent(page);
    const callback = await approveAndKeep(page, stack);
    const changed = new URL(callback);
    spoil(changed.searchParams);

    await page.goto(changed.href);
    await seeOutcome(page, reason);
    expect(await requestsOf(stack, user)).toMatchObject([{ claimedAt: null, outcome: null }]);
    expect(await connectionsOf(stack, user)).toEqual([]);
    expect((await stack.sandbox.state()).tokenRequests).toBe(0);

    await page.goto(callback.href);
    await seeConnected(page);
  });
}

for (const [what, spoil] of [
  ["neither code nor error", (query: URLSearchParams) => query.delete("code")],
  ["an empty code", (query: URLSearchParams) => query.set("code", "")],
  ["status=cancelled", (query: URLSearchParams) => query.set("status", "cancelled")],
] satisfies [string, (query: URLSearchParams) => void][]) {
  test(`a callback with a valid state and ${what} counts as not granted`, async ({ page, stack }) => {
    const user = await enter(page, stack);
    await goToConsent(page, WISH);
    const callback = await approveAndKeep(page, stack);
    spoil(callback.searchParams);

    await page.goto(callback.href);
    await seeOutcome(page, "access_denied");
    expect(await requestsOf(stack, user)).toMatchObject([{ outcome: "access_denied" }]);
    expect((await stack.sandbox.state()).tokenRequests).toBe(0);
    await tryAgain(page, WISH);
  });
}

test("a callback whose plus signs became spaces is accepted", async ({ page, stack }) => {
  const user = await enter(page, stack);
  // In Base64, three tildes always produce a plus sign, at any position.
  await goToConsent(page, { notes: [["plus", "~~~~~"]] });
  const callback = await approveAndKeep(page, stack);
  expect(callback.search).toContain("%2B");
  await page.goto(`${CALLBACK}${callback.search.replaceAll("%2B", "+")}`);
  await seeConnected(page);
  expect(await connectionsOf(stack, user)).toHaveLength(1);
});

test("a link checker's HEAD uses nothing up", async ({ page, stack }) => {
  await enter(page, stack);
  await goToConsent(page);
  const callback = await approveAndKeep(page, stack);
  expect((await page.request.head(callback.href, { maxRedirects: 0 })).status()).toBe(405);
  await page.goto(callback.href);
  await seeConnected(page);
});

async function tryAgainFromScratch(page: Parameters<typeof goToConsent>[0]): Promise<void> {
  await goToConsent(page);
  await approve(page);
  await seeConnected(page);
}

/** Changes one character in the middle. */
function alter(state: string | null): string {
  const text = state ?? "";
  const middle = Math.floor(text.length / 2);
  return text.slice(0, middle) + (text[middle] === "A" ? "B" : "A") + text.slice(middle + 1);
}
