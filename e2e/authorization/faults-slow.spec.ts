import { surviveTokenFault } from "../fixtures/faults.ts";
import { test } from "../fixtures/test.ts";

// They take ten seconds each, the limit of a token request.

for (const fault of ["hang", "drip"]) {
  test(`the token endpoint's fault "${fault}"`, async ({ page, stack }) => {
    await surviveTokenFault(page, stack, fault, "exchange_timeout");
  });
}
