import { CALLBACK, goToConsent, seeOutcome, tryAgain } from "../fixtures/connect-by-hand.ts";
import { authorize, connect, followRedirect, outcomeOf, tryAgainOverHttp } from "../fixtures/connect-over-http.ts";
import { auditActionsOf, connectionsOf, requestsOf } from "../fixtures/db-queries.ts";
import { signUpDirectly, startSession } from "../fixtures/sign-in.ts";
import { signOutOverHttp } from "../fixtures/sign-in-over-http.ts";
import { expect, test } from "../fixtures/test.ts";

// How a callback ends. Each outcome's page is in outcomes.spec.ts.

const WISH = { label: "Kauppahalli", notes: [["shop", "7"]] as [string, string][] };

test("nothing is connected when consent is denied, and trying again finds what was typed", async ({ page, stack }) => {
  const user = await signUpDirectly(page, stack);
  await goToConsent(page, WISH);
  await page.getByRole("button", { name: "Deny" }).click();
  await seeOutcome(page, "access_denied");
  expect(await requestsOf(stack, user)).toMatchObject([{ outcome: "access_denied" }]);
  expect(await connectionsOf(stack, user)).toEqual([]);
  expect((await stack.sandbox.state()).tokenRequests).toBe(0);
  await tryAgain(page, WISH);
  expect(await connectionsOf(stack, user)).toHaveLength(1);
});

test("nothing is connected when the code has expired, and trying again finds what was typed", async ({
  page,
  stack,
}) => {
  const user = await signUpDirectly(page, stack);
  const callback = await authorize(page, WISH);
  await stack.sandbox.advanceClock(61);
  await page.goto(callback.href);
  await seeOutcome(page, "code_expired");
  expect(await requestsOf(stack, user)).toMatchObject([{ outcome: "code_expired" }]);
  expect(await connectionsOf(stack, user)).toEqual([]);
  expect((await stack.sandbox.state()).connections).toEqual([]);
  await tryAgain(page, WISH);
});

test("a callback does nothing when it comes a second time", async ({ context, stack }) => {
  const user = await signUpDirectly(context, stack);
  const callback = await authorize(context);
  expect(outcomeOf(await followRedirect(context, callback))).toBe("connected");
  const [before] = await connectionsOf(stack, user);

  expect(outcomeOf(await followRedirect(context, callback))).toBe("state_used");
  expect(await connectionsOf(stack, user)).toEqual([before]);
  expect(await requestsOf(stack, user)).toMatchObject([{ outcome: "connected" }]);
  expect(await auditActionsOf(stack, user)).toEqual(["connection.connected"]);
  expect(await stack.sandbox.state()).toMatchObject({ tokenRequests: 1, codes: [{ tokenRequests: 1 }] });
});

test("a callback in another user's session is refused, and stays usable in its own", async ({
  context,
  openContext,
  stack,
}) => {
  const user = await signUpDirectly(context, stack);
  const other = await openContext();
  const stranger = await signUpDirectly(other, stack);
  const callback = await authorize(context);

  expect(outcomeOf(await followRedirect(other, callback))).toBe("wrong_user");
  expect(await connectionsOf(stack, stranger)).toEqual([]);
  expect(await requestsOf(stack, user)).toMatchObject([{ claimedAt: null, outcome: null }]);
  expect((await stack.sandbox.state()).tokenRequests).toBe(0);

  expect(outcomeOf(await followRedirect(context, callback))).toBe("connected");
  await connect(other);
});

test("a callback in nobody's session is refused, and stays usable in its own", async ({
  context,
  openContext,
  stack,
}) => {
  const user = await signUpDirectly(context, stack);
  const callback = await authorize(context);

  const other = await openContext();
  expect(outcomeOf(await followRedirect(other, callback))).toBe("signed_out");
  expect(await requestsOf(stack, user)).toMatchObject([{ claimedAt: null, outcome: null }]);
  expect((await stack.sandbox.state()).tokenRequests).toBe(0);

  expect(outcomeOf(await followRedirect(context, callback))).toBe("connected");
});

test("a callback in another browser of the same user is refused, and stays usable in its own", async ({
  context,
  openContext,
  stack,
}) => {
  const user = await signUpDirectly(context, stack);
  const other = await openContext();
  await startSession(other, stack, user);
  const callback = await authorize(context);

  expect(outcomeOf(await followRedirect(other, callback))).toBe("state_mismatch");
  expect(await requestsOf(stack, user)).toMatchObject([{ claimedAt: null, outcome: null }]);

  expect(outcomeOf(await followRedirect(context, callback))).toBe("connected");
  expect(await connectionsOf(stack, user)).toHaveLength(1);
});

test("a callback without the browser's own cookie is refused, and stays usable in its own", async ({
  context,
  openContext,
  stack,
}) => {
  const user = await signUpDirectly(context, stack);
  const callback = await authorize(context);

  const other = await openContext();
  const cookies = await context.cookies();
  await other.addCookies(cookies.filter(({ name }) => name === "session"));
  expect(outcomeOf(await followRedirect(other, callback))).toBe("state_mismatch");
  expect(await requestsOf(stack, user)).toMatchObject([{ claimedAt: null, outcome: null }]);

  expect(outcomeOf(await followRedirect(context, callback))).toBe("connected");
});

test("a callback is refused when its user has signed out and in again", async ({ context, stack }) => {
  const user = await signUpDirectly(context, stack);
  const callback = await authorize(context);
  await signOutOverHttp(context);
  await startSession(context, stack, user);

  expect(outcomeOf(await followRedirect(context, callback))).toBe("state_mismatch");
  expect(await requestsOf(stack, user)).toMatchObject([{ claimedAt: null, outcome: null }]);
  expect((await stack.sandbox.state()).tokenRequests).toBe(0);
  await connect(context);
});

test("a callback is refused when its request has expired", async ({ context, stack }) => {
  const user = await signUpDirectly(context, stack);
  const callback = await authorize(context);
  await stack.database.rows(
    `UPDATE "AuthorizationRequest" SET "expiresAt" = now() - interval '1 millisecond' WHERE "userId" = (SELECT id FROM "User" WHERE email = $1)`,
    [user.email],
  );
  expect(outcomeOf(await followRedirect(context, callback))).toBe("state_expired");
  expect(await requestsOf(stack, user)).toMatchObject([{ claimedAt: null, outcome: null }]);
  expect(await connectionsOf(stack, user)).toEqual([]);
  expect((await stack.sandbox.state()).tokenRequests).toBe(0);
  await connect(context);
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
  test(`a callback with ${what} is refused, and stays usable unaltered`, async ({ context, stack }) => {
    const user = await signUpDirectly(context, stack);
    const callback = await authorize(context);
    const changed = new URL(callback);
    spoil(changed.searchParams);

    expect(outcomeOf(await followRedirect(context, changed))).toBe(reason);
    expect(await requestsOf(stack, user)).toMatchObject([{ claimedAt: null, outcome: null }]);
    expect(await connectionsOf(stack, user)).toEqual([]);
    expect((await stack.sandbox.state()).tokenRequests).toBe(0);

    expect(outcomeOf(await followRedirect(context, callback))).toBe("connected");
  });
}

for (const [what, spoil] of [
  ["neither code nor error", (query: URLSearchParams) => query.delete("code")],
  ["an empty code", (query: URLSearchParams) => query.set("code", "")],
  ["status=cancelled", (query: URLSearchParams) => query.set("status", "cancelled")],
] satisfies [string, (query: URLSearchParams) => void][]) {
  test(`a callback with a valid state and ${what} counts as not granted`, async ({ context, stack }) => {
    const user = await signUpDirectly(context, stack);
    const callback = await authorize(context, WISH);
    spoil(callback.searchParams);

    const failure = await followRedirect(context, callback);
    expect(outcomeOf(failure)).toBe("access_denied");
    expect(await requestsOf(stack, user)).toMatchObject([{ outcome: "access_denied" }]);
    expect((await stack.sandbox.state()).tokenRequests).toBe(0);
    await tryAgainOverHttp(context, failure, WISH);
  });
}

test("a callback whose plus signs became spaces is accepted", async ({ context, stack }) => {
  const user = await signUpDirectly(context, stack);
  // The third of three tildes always gives a plus in Base64, wherever they begin.
  const callback = await authorize(context, { notes: [["plus", "~~~~~"]] });
  expect(callback.search).toContain("%2B");
  const spaced = `${CALLBACK}${callback.search.replaceAll("%2B", "+")}`;
  expect(outcomeOf(await followRedirect(context, spaced))).toBe("connected");
  expect(await connectionsOf(stack, user)).toHaveLength(1);
});

test("a link checker's HEAD leaves the callback usable", async ({ context, stack }) => {
  await signUpDirectly(context, stack);
  const callback = await authorize(context);
  expect((await context.request.head(callback.href, { maxRedirects: 0 })).status()).toBe(405);
  expect(outcomeOf(await followRedirect(context, callback))).toBe("connected");
});

/** Changes one character in the middle. */
function alter(state: string | null): string {
  const text = state ?? "";
  const middle = Math.floor(text.length / 2);
  return text.slice(0, middle) + (text[middle] === "A" ? "B" : "A") + text.slice(middle + 1);
}
