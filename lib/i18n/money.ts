/**
 * Currencies that ISO 4217 gives two decimals and CLDR, from which `Intl` takes its digits, none. The shops' amounts
 * follow ISO 4217.
 */
const TWO_DECIMALS = new Set("AFN ALL COP HUF IDR IRR KPW LAK LBP MGA MMK PKR SLL SOS SYP YER".split(" "));

/**
 * How many decimals a currency has by ISO 4217: two for EUR, none for JPY, three for KWD.
 * @param currency ISO 4217
 */
export function currencyDecimals(currency: string): number {
  if (TWO_DECIMALS.has(currency)) return 2;
  if (currency === "IQD") return 3;
  const format = new Intl.NumberFormat("en", { style: "currency", currency });
  return format.resolvedOptions().maximumFractionDigits ?? 0;
}

/**
 * Creates a function that formats amounts of a currency for a locale.
 * @param currency ISO 4217
 * @returns takes an integer in the currency's fractional unit, such as cents
 */
export function amountFormat(currency: string, locale: string): (amount: number) => string {
  const decimals = currencyDecimals(currency);
  const format = priceFormat(currency, locale);
  // As a string the number stays decimal, so nothing is divided or rounded.
  return (amount) => format(`${amount}E-${decimals}`);
}

/** The most decimals of a price that are shown. */
const MAX_DECIMALS = 8;

/**
 * Creates a function that formats prices that may be finer than the currency, such as that of a litre of petrol.
 * @param currency ISO 4217
 * @returns takes a decimal number as text, in the currency's main unit
 */
export function priceFormat(currency: string, locale: string): (price: string) => string {
  const format = new Intl.NumberFormat(locale, {
    style: "currency",
    currency,
    minimumFractionDigits: currencyDecimals(currency),
    maximumFractionDigits: MAX_DECIMALS,
  });
  return (price) => format.format(price as `${number}`);
}

/** A decimal number as text. */
export const DECIMAL = /^-?\d+(?:\.\d+)?$/;

/** Creates a function that formats decimal numbers, given as text, for a locale. Any other text stays as it is. */
export function decimalFormat(locale: string): (text: string) => string {
  const format = new Intl.NumberFormat(locale, { maximumFractionDigits: MAX_DECIMALS });
  return (text) => (DECIMAL.test(text) ? format.format(text as `${number}`) : text);
}
