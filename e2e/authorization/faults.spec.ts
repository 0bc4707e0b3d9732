import { approve, connect, enter, goToConsent, seeOutcome, tryAgain } from "../fixtures/actions.ts";
import { connectionsOf, requestsOf } from "../fixtures/db-queries.ts";
import { surviveTokenFault } from "../fixtures/faults.ts";
import { expect, test } from "../fixtures/test.ts";

// The faults that take ten seconds are in faults-slow.spec.ts.

for (const fault of ["500", "503", "html", "cut", "endless", "refused"]) {
  test(`the token endpoint's fault "${fault}"`, async ({ page, stack }) => {
    await surviveTokenFault(page, stack, fault, "exchange_failed");
  });
}

test(`the token endpoint's fault "redirect": it is not followed`, async ({ page, stack }) => {
  const { redirectsFollowed } = await surviveTokenFault(page, stack, "redirect", "exchange_failed");
  expect(redirectsFollowed).toBe(0);
});

for (const fault of ["no-claim", "not-jwt"]) {
  test(`the token endpoint's fault "${fault}": the useless authorization is revoked`, async ({ page, stack }) => {
    const { connections, revocations } = await surviveTokenFault(page, stack, fault, "bad_token");
    expect(connections).toMatchObject([{ status: "removed", removedBy: "revocation" }]);
    expect(revocations).toMatchObject({ revoked: 1 });
  });
}

test("a token that spells its claim the other way connects", async ({ page, stack }) => {
  const user = await enter(page, stack);
  await stack.sandbox.setFault("token", "other-claim");
  const receiptheroId = await connect(page);
  expect(await stack.sandbox.state()).toMatchObject({ connections: [{ receipthero_id: receiptheroId }] });
  expect(await connectionsOf(stack, user)).toMatchObject([{ receiptheroId, status: "ACTIVE" }]);
});

test("the consent page denies after any button", async ({ page, stack }) => {
  const user = await enter(page, stack);
  const wish = { label: "Tampere" };
  await stack.sandbox.setFault("consent", "denied");
  await goToConsent(page, wish);
  await approve(page);
  await seeOutcome(page, "access_denied");
  expect(await connectionsOf(stack, user)).toEqual([]);
  expect(await requestsOf(stack, user)).toMatchObject([{ outcome: "access_denied" }]);

  await stack.sandbox.clearFaults();
  await tryAgain(page, wish);
});
