import { surviveTokenFault } from "../fixtures/faults.ts";
import { test } from "../fixtures/test.ts";

// They take ten seconds each, the limit of a token request.

for (const fault of ["hang", "drip"]) {
  test(`nothing is connected when the token endpoint has the fault "${fault}", and trying again connects`, async ({
    context,
    stack,
  }) => {
    await surviveTokenFault(context, stack, fault, "exchange_timeout");
  });
}
