import { approveConsent, authorize, denyConsent, followRedirect, leaveSite } from "../fixtures/connect-over-http.ts";
import {
  addPartner,
  authorizeSession,
  nextOf,
  openSession,
  pressContinue,
  requestsOfSession,
  sessionCookies,
  startSession,
} from "../fixtures/connect-sessions.ts";
import { connectionsOf, requestsOf } from "../fixtures/db-queries.ts";
import { signUpDirectly } from "../fixtures/sign-in.ts";
import type { Stack } from "../fixtures/stack.ts";
import { expect, test } from "../fixtures/test.ts";

// How the callback of a connect session ends: the attacks of e2e/authorization/callback.spec.ts, without a user.

const NOWHERE = "/connect/unknown";

const UNTOUCHED = [{ claimedAt: null, outcome: null }];

/** Checks that a callback has done nothing: no code was exchanged, and the session's request is unused. */
async function seeUntouched(stack: Stack, session: { id: string }): Promise<void> {
  expect(await requestsOfSession(stack, session)).toEqual(UNTOUCHED);
  expect((await stack.sandbox.state()).tokenRequests).toBe(0);
  expect(await stack.database.rows(`SELECT 1 FROM "Connection"`)).toEqual([]);
}

test("nothing is connected when consent is denied, and the link is used up", async ({ context, stack }) => {
  const partner = await addPartner(stack);
  const { session, address } = await startSession(context, partner, { state: "cart 7" });
  expect(await followRedirect(context, await denyConsent(address))).toBe(`/connect/${session.id}`);
  expect(await partner.see(session)).toMatchObject({ status: "cancelled", reason: "access_denied" });
  const outcome = { session_id: session.id, status: "cancelled", reason: "access_denied", state: "cart 7" };
  expect(await nextOf(context, session)).toEqual(outcome);
  expect((await stack.sandbox.state()).tokenRequests).toBe(0);
  await openSession(context, session);
  expect(await nextOf(context, session)).toEqual(outcome);
});

test("nothing is connected when the code has expired", async ({ context, stack }) => {
  const partner = await addPartner(stack);
  const { session, callback } = await authorizeSession(context, partner);
  await stack.sandbox.advanceClock(61);
  expect(await followRedirect(context, callback)).toBe(`/connect/${session.id}`);
  expect(await partner.see(session)).toMatchObject({ status: "failed", reason: "code_expired", receipthero_id: null });
  expect((await stack.sandbox.state()).connections).toEqual([]);
});

test("a callback does nothing when it comes a second time", async ({ context, stack }) => {
  const partner = await addPartner(stack);
  const { session, callback } = await authorizeSession(context, partner);
  const rows = () => stack.database.rows(`SELECT c::text || c.xmin AS bytes FROM "Connection" c`);
  expect(await followRedirect(context, callback)).toBe(`/connect/${session.id}`);
  const [before, seen] = [await rows(), await partner.see(session)];
  expect(seen.status).toBe("connected");

  expect(await followRedirect(context, callback)).toBe(`/connect/${session.id}`);
  expect([await rows(), await partner.see(session)]).toEqual([before, seen]);
  expect(await stack.sandbox.state()).toMatchObject({ tokenRequests: 1, codes: [{ tokenRequests: 1 }] });
  const events = await stack.database.rows(`SELECT action FROM "AuditEvent" WHERE "actorType" = 'CONNECT_SESSION'`);
  expect(events).toEqual([{ action: "connection.connected" }]);
});

test("a callback is refused in every other browser, and stays usable in its own", async ({
  context,
  openContext,
  stack,
}) => {
  const partner = await addPartner(stack);
  const { session, callback } = await authorizeSession(context, partner);
  const [nobody, user, sameLink, otherLink] = [
    await openContext(),
    await openContext(),
    await openContext(),
    await openContext(),
  ];
  await signUpDirectly(user, stack);
  await openSession(sameLink, session);
  const other = await authorizeSession(otherLink, partner, { external_id: "customer 8" });

  for (const browser of [nobody, user, otherLink]) expect(await followRedirect(browser, callback)).toBe(NOWHERE);
  expect(await followRedirect(sameLink, callback)).toBe(`/connect/${session.id}`);
  expect(await nextOf(sameLink, session)).toBeNull();
  await seeUntouched(stack, session);
  await seeUntouched(stack, other.session);

  expect(await followRedirect(context, callback)).toBe(`/connect/${session.id}`);
  expect(await partner.see(session)).toMatchObject({ status: "connected" });
  expect(await partner.see(other.session)).toMatchObject({ status: "opened" });
});

test("a callback is refused with another session's cookie, or another browser's for the same session", async ({
  context,
  openContext,
  stack,
}) => {
  const partner = await addPartner(stack);
  const { session, callback } = await authorizeSession(context, partner);
  const [own] = await sessionCookies(context);
  const [second, third] = [await openContext(), await openContext()];
  await openSession(second, session);
  await openSession(third, await partner.create());
  const [foreign] = await sessionCookies(third);
  if (!own || !foreign) throw new Error("A link has set no cookie");
  const renamed = await openContext();
  await renamed.addCookies([{ ...foreign, name: own.name }]);
  expect(await followRedirect(renamed, callback)).toBe(NOWHERE);
  expect(await followRedirect(third, callback)).toBe(NOWHERE);
  expect(await followRedirect(second, callback)).toBe(`/connect/${session.id}`);
  await seeUntouched(stack, session);
  await followRedirect(context, callback);
  expect(await partner.see(session)).toMatchObject({ status: "connected" });
});

test("a browser that has lost its cookie does not get the session back by the link", async ({ context, stack }) => {
  const partner = await addPartner(stack);
  const { session, callback } = await authorizeSession(context, partner);
  const kept = await context.cookies();
  await context.clearCookies();
  expect(await followRedirect(context, callback)).toBe(NOWHERE);
  await openSession(context, session);
  expect(await followRedirect(context, callback)).toBe(`/connect/${session.id}`);
  await seeUntouched(stack, session);
  await context.clearCookies();
  await context.addCookies(kept);
  await followRedirect(context, callback);
  expect(await partner.see(session)).toMatchObject({ status: "connected" });
});

test("a user's callback does nothing in the browser of a connect session", async ({ context, openContext, stack }) => {
  const partner = await addPartner(stack);
  await startSession(context, partner);
  const other = await openContext();
  const user = await signUpDirectly(other, stack);
  const callback = await authorize(other);
  expect(await followRedirect(context, callback)).toBe(NOWHERE);
  expect(await requestsOf(stack, user)).toMatchObject(UNTOUCHED);
  expect(await connectionsOf(stack, user)).toEqual([]);
});

test("a callback is refused when its request has expired, and the button still works", async ({ context, stack }) => {
  const partner = await addPartner(stack);
  const { session, callback } = await authorizeSession(context, partner);
  await stack.database.rows(
    `UPDATE "AuthorizationRequest" SET "expiresAt" = now() - interval '1 millisecond' WHERE "connectSessionId" = $1`,
    [session.id],
  );
  expect(await followRedirect(context, callback)).toBe(`/connect/${session.id}`);
  await seeUntouched(stack, session);
  const address = await leaveSite(context, await pressContinue(context, session));
  await followRedirect(context, await approveConsent(address));
  expect(await partner.see(session)).toMatchObject({ status: "connected" });
});

test("a callback is refused when its session has ended, or the button was pressed again", async ({
  context,
  stack,
}) => {
  const partner = await addPartner(stack);
  const { session, callback } = await authorizeSession(context, partner);
  const again = await leaveSite(context, await pressContinue(context, session));
  expect(await followRedirect(context, callback)).toBe(`/connect/${session.id}`);
  expect(await requestsOfSession(stack, session)).toEqual([...UNTOUCHED, ...UNTOUCHED]);
  await stack.database.rows(
    `UPDATE "ConnectSession" SET status = 'expired', reason = 'expired', "endedAt" = now() WHERE id = $1`,
    [session.id],
  );
  expect(await followRedirect(context, await approveConsent(again))).toBe(`/connect/${session.id}`);
  expect(await requestsOfSession(stack, session)).toEqual([...UNTOUCHED, ...UNTOUCHED]);
  expect(await partner.see(session)).toMatchObject({ status: "expired", receipthero_id: null });
  expect((await stack.sandbox.state()).tokenRequests).toBe(0);
});

const spoiled: [what: string, spoil: (query: URLSearchParams) => void][] = [
  ["an altered state", (query) => query.set("state", alter(query.get("state")))],
  ["a state that is cut off", (query) => query.set("state", (query.get("state") ?? "").slice(0, -4))],
  ["no state", (query) => query.delete("state")],
  ["an empty state", (query) => query.set("state", "")],
  ["the state twice", (query) => query.append("state", query.get("state") ?? "")],
  ["the code twice", (query) => query.append("code", query.get("code") ?? "")],
  ["a code and an error", (query) => query.set("error", "access_denied")],
];

test("a spoiled callback is refused, and stays usable unaltered", async ({ context, stack }) => {
  const partner = await addPartner(stack);
  const { session, callback } = await authorizeSession(context, partner);
  for (const [what, spoil] of spoiled) {
    const changed = new URL(callback);
    spoil(changed.searchParams);
    expect(await followRedirect(context, changed), what).toBe(NOWHERE);
    await seeUntouched(stack, session);
  }
  await followRedirect(context, callback);
  expect(await partner.see(session)).toMatchObject({ status: "connected" });
});

for (const [what, spoil] of [
  ["neither code nor error", (query: URLSearchParams) => query.delete("code")],
  ["an empty code", (query: URLSearchParams) => query.set("code", "")],
  ["status=cancelled", (query: URLSearchParams) => query.set("status", "cancelled")],
] satisfies [string, (query: URLSearchParams) => void][]) {
  test(`a callback of a session with a valid state and ${what} counts as not granted`, async ({ context, stack }) => {
    const partner = await addPartner(stack);
    const { session, callback } = await authorizeSession(context, partner);
    spoil(callback.searchParams);
    expect(await followRedirect(context, callback)).toBe(`/connect/${session.id}`);
    expect(await partner.see(session)).toMatchObject({ status: "cancelled", reason: "access_denied" });
    expect((await stack.sandbox.state()).tokenRequests).toBe(0);
  });
}

test("a callback of a session whose plus signs became spaces is accepted", async ({ context, stack }) => {
  const partner = await addPartner(stack);
  const { session, callback } = await authorizeSession(context, partner, { metadata: { plus: "~~~~~" } });
  expect(callback.search).toContain("%2B");
  await followRedirect(context, `${callback.origin}${callback.pathname}${callback.search.replaceAll("%2B", "+")}`);
  expect(await partner.see(session)).toMatchObject({ status: "connected" });
});

test("a link checker's HEAD leaves the link and the callback usable", async ({ context, openContext, stack }) => {
  const partner = await addPartner(stack);
  const checker = await openContext();
  const unopened = await partner.create();
  expect((await checker.request.head(unopened.url, { maxRedirects: 0 })).status()).toBe(405);
  expect(await partner.see(unopened)).toMatchObject({ status: "pending" });

  const { session, callback } = await authorizeSession(context, partner);
  for (const browser of [checker, context]) {
    expect((await browser.request.head(callback.href, { maxRedirects: 0 })).status()).toBe(405);
  }
  await followRedirect(context, callback);
  expect(await partner.see(session)).toMatchObject({ status: "connected" });
});

/** Changes one character in the middle. */
function alter(state: string | null): string {
  const text = state ?? "";
  const middle = Math.floor(text.length / 2);
  return text.slice(0, middle) + (text[middle] === "A" ? "B" : "A") + text.slice(middle + 1);
}
