/**
 * Gives a function that writes amounts of a currency as a locale does.
 * @param currency ISO 4217. It decides how many digits stand behind the point: two for EUR, none for JPY, three for KWD
 * @returns takes an integer in the currency's fractional unit, such as cents
 */
export function amountFormat(currency: string, locale: string): (amount: number) => string {
  const format = new Intl.NumberFormat(locale, { style: "currency", currency });
  const { maximumFractionDigits = 0 } = format.resolvedOptions();
  // As a text the number stays decimal: no division, and nothing to round.
  return (amount) => format.format(`${amount}E-${maximumFractionDigits}` as `${number}`);
}
