import fc from "fast-check";
import { expect, test } from "vitest";
import { amountFormat, decimalFormat, priceFormat } from "@/lib/i18n/money";

const format = (amount: number, currency: string, locale = "en-GB") =>
  amountFormat(currency, locale)(amount).replace(/\s/g, " ");

test.each([
  [123456, "EUR", "en-GB", "€1,234.56"],
  [123456, "EUR", "fi-FI", "1 234,56 €"],
  [-5, "EUR", "en-GB", "-€0.05"],
  [123456, "JPY", "en-GB", "JP¥123,456"],
  [123456, "KWD", "en-GB", "KWD 123.456"],
  [123456, "HUF", "en-GB", "HUF 1,234.56"],
  [123456, "IQD", "en-GB", "IQD 123.456"],
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

test("a price keeps the decimals that it has", () => {
  expect(priceFormat("EUR", "en-GB")("1.859")).toBe("€1.859");
  expect(priceFormat("EUR", "en-GB")("51.8")).toBe("€51.80");
});

test("a decimal is written for the locale, and any other text stays as it is", () => {
  expect(decimalFormat("fi-FI")("13.5")).toBe("13,5");
  expect(["32.48", "-1", "two", "1e9"].map(decimalFormat("en-GB"))).toEqual(["32.48", "-1", "two", "1e9"]);
});
