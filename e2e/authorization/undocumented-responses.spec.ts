import {
  approveDefaults,
  authorize,
  connect,
  followRedirect,
  outcomeOf,
  startAuthorization,
  tryAgainOverHttp,
} from "../fixtures/connect-over-http.ts";
import { connectionsOf, requestsOf } from "../fixtures/db-queries.ts";
import { newUser, signUpDirectly } from "../fixtures/sign-in.ts";
import { expect, test } from "../fixtures/test.ts";

// Behaviour of ReceiptHero's server that its documentation does not exclude: docs/receipthero-api.md section 3.

/** Its Base64 ends in padding and contains plus signs, so a state that lost either cannot match. */
const WISH = { label: "Hakaniemi", notes: [["plus", "~~~~~"]] as [string, string][] };

for (const fault of [
  "null-members",
  "odd-members",
  "other-claim",
  "null-claim",
  "iat-fraction",
  "iat-text",
  "iat-milliseconds",
  "iat-null",
  "fewer-named",
  "pkce-400",
  "pkce-422",
]) {
  test(`it connects when the token endpoint has the fault "${fault}"`, async ({ context, stack }) => {
    const user = await signUpDirectly(context, stack);
    await stack.sandbox.setFault("token", fault);
    const receiptheroId = await connect(context, WISH);
    expect(await connectionsOf(stack, user)).toMatchObject([{ receiptheroId, status: "ACTIVE" }]);
    expect(await stack.sandbox.state()).toMatchObject({
      connections: [{ receipthero_id: receiptheroId, status: "active" }],
      revocations: { requests: 0 },
    });
  });
}

for (const fault of ["state-unpadded", "state-twice", "more-parameters"]) {
  test(`it connects when the callback has the fault "${fault}"`, async ({ context, stack }) => {
    const user = await signUpDirectly(context, stack);
    await stack.sandbox.setFault("consent", fault);
    const receiptheroId = await connect(context, WISH);
    expect(await connectionsOf(stack, user)).toMatchObject([{ receiptheroId, status: "ACTIVE" }]);
  });
}

for (const fault of ["silent", "cancelled"]) {
  test(`it says that nothing was granted when the callback has the fault "${fault}"`, async ({ context, stack }) => {
    const user = await signUpDirectly(context, stack);
    await stack.sandbox.setFault("consent", fault);
    const failure = await followRedirect(context, await authorize(context, WISH));
    expect(outcomeOf(failure)).toBe("access_denied");
    expect(await requestsOf(stack, user)).toMatchObject([{ outcome: "access_denied" }]);
    expect(await connectionsOf(stack, user)).toEqual([]);

    await stack.sandbox.clearFaults();
    await tryAgainOverHttp(context, failure, WISH);
  });
}

test("four merchants who accept every default of the consent page are connected, each to a connection of its own", async ({
  openContext,
  stack,
}) => {
  const ids: string[] = [];
  for (const business of ["Kahvila Aamu", "Kahvila Päivä", "Kahvila Ilta", "Kahvila Yö"]) {
    const context = await openContext();
    await signUpDirectly(context, stack, newUser(business));
    ids.push(await followRedirect(context, await approveDefaults(await startAuthorization(context))));
  }
  expect(new Set(ids).size).toBe(4);
});
