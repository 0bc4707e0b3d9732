/**
 * Creates a function that formats amounts of a currency for a locale.
 * @param currency ISO 4217. It decides the number of decimals: two for EUR, none for JPY, three for KWD
 * @returns takes an integer in the currency's fractional unit, such as cents
 */
export function amountFormat(currency: string, locale: string): (amount: number) => string {
  const format = new Intl.NumberFormat(locale, { style: "currency", currency });
  const { maximumFractionDigits = 0 } = format.resolvedOptions();
  // As a string the number stays decimal, so nothing is divided or rounded.
  return (amount) => format.format(`${amount}E-${maximumFractionDigits}` as `${number}`);
}
