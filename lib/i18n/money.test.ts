import fc from "fast-check";
import { expect, test } from "vitest";
import { amountFormat } from "@/lib/i18n/money";

const format = (amount: number, currency: string, locale = "en-GB") =>
  amountFormat(currency, locale)(amount).replace(/\s/g, " ");

test.each([
  [123456, "EUR", "en-GB", "€1,234.56"],
  [123456, "EUR", "fi-FI", "1 234,56 €"],
  [-5, "EUR", "en-GB", "-€0.05"],
  [123456, "JPY", "en-GB", "JP¥123,456"],
  [123456, "KWD", "en-GB", "KWD 123.456"],
  [Number.MAX_SAFE_INTEGER, "EUR", "en-GB", "€90,071,992,547,409.91"],
])("%d of %s in %s is %s", (amount, currency, locale, expected) => {
  expect(format(amount, currency, locale)).toBe(expected);
});

test("any amount is written with exactly its digits", () => {
  fc.assert(
    fc.property(fc.maxSafeInteger(), fc.constantFrom("EUR", "USD", "JPY", "KWD", "XXX"), (amount, currency) => {
      const written = format(amount, currency);
      expect(Number(written.replace(/\D/g, ""))).toBe(Math.abs(amount));
      expect(written.includes("-")).toBe(amount < 0);
    }),
    { numRuns: 500 },
  );
});
