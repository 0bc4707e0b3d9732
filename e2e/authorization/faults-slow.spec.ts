import { surviveTokenFault } from "../fixtures/faults.ts";
import { test } from "../fixtures/test.ts";

// Ten seconds each, the time that a token request may take.

for (const fault of ["hang", "drip"]) {
  test(`the token endpoint's fault "${fault}"`, async ({ page, stack }) => {
    await surviveTokenFault(page, stack, fault, "exchange_timeout");
  });
}
