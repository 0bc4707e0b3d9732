import { authorize, connect, followRedirect, outcomeOf, tryAgainOverHttp } from "../fixtures/connect-over-http.ts";
import { connectionsOf, requestsOf } from "../fixtures/db-queries.ts";
import { surviveTokenFault } from "../fixtures/faults.ts";
import { signUpDirectly } from "../fixtures/sign-in.ts";
import { expect, test } from "../fixtures/test.ts";

// The faults that take ten seconds are in faults-slow.spec.ts.

for (const fault of ["500", "503", "html", "cut", "endless", "refused"]) {
  test(`nothing is connected when the token endpoint has the fault "${fault}", and trying again connects`, async ({
    context,
    stack,
  }) => {
    await surviveTokenFault(context, stack, fault, "exchange_failed");
  });
}

test("a redirect of the token endpoint is not followed", async ({ context, stack }) => {
  const { redirectsFollowed } = await surviveTokenFault(context, stack, "redirect", "exchange_failed");
  expect(redirectsFollowed).toBe(0);
});

for (const fault of ["no-claim", "not-jwt"]) {
  test(`the authorization is revoked when the token endpoint has the fault "${fault}"`, async ({ context, stack }) => {
    const { connections, revocations } = await surviveTokenFault(context, stack, fault, "bad_token");
    expect(connections).toMatchObject([{ status: "removed", removedBy: "revocation" }]);
    expect(revocations).toMatchObject({ revoked: 1 });
  });
}

test("a token that spells its claim the other way connects", async ({ context, stack }) => {
  const user = await signUpDirectly(context, stack);
  await stack.sandbox.setFault("token", "other-claim");
  const receiptheroId = await connect(context);
  expect(await stack.sandbox.state()).toMatchObject({ connections: [{ receipthero_id: receiptheroId }] });
  expect(await connectionsOf(stack, user)).toMatchObject([{ receiptheroId, status: "ACTIVE" }]);
});

test("nothing is connected when ReceiptHero denies what was approved", async ({ context, stack }) => {
  const user = await signUpDirectly(context, stack);
  const wish = { label: "Tampere" };
  await stack.sandbox.setFault("consent", "denied");
  const failure = await followRedirect(context, await authorize(context, wish));
  expect(outcomeOf(failure)).toBe("access_denied");
  expect(await connectionsOf(stack, user)).toEqual([]);
  expect(await requestsOf(stack, user)).toMatchObject([{ outcome: "access_denied" }]);

  await stack.sandbox.clearFaults();
  await tryAgainOverHttp(context, failure, wish);
});
