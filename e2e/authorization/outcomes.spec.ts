import { type FailureReason, failureReasons } from "../../lib/errors/failure-reasons.ts";
import { checkAccessibility, checkWords } from "../fixtures/accessibility.ts";
import { seeOutcome } from "../fixtures/connect-by-hand.ts";
import { expect, test } from "../fixtures/test.ts";

/** In the steps that they offer; the longest text is among them. */
const WITH_OTHER_STEPS: FailureReason[] = ["owned_by_another", "signed_out", "state_used"];

test("each outcome's page says what happened and is accessible", async ({ page }) => {
  for (const reason of failureReasons) {
    await test.step(reason, async () => {
      await page.goto(`/outcome/${reason}`);
      await seeOutcome(page, reason);
      await (WITH_OTHER_STEPS.includes(reason) ? checkAccessibility(page) : checkWords(page));
    });
  }
});

test("an outcome that does not exist is not found", async ({ stack }) => {
  expect((await fetch(`${stack.app.url}/outcome/made_up`)).status).toBe(404);
});
