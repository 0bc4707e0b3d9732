/** A Finnish VAT rate in percent, as HeroJSON writes it. */
export type Rate = "25.5" | "13.5" | "10" | "0";

/** The parts of a total, in the currency's fractional unit: `excVAT + VAT = incVAT`, always. */
export type Amounts = { excVAT: number; VAT: number; incVAT: number };

/** Takes the VAT out of an amount that includes it. A negative amount has the parts of the positive one, negative. */
export function splitVat(incVAT: number, rate: Rate): Amounts {
  // In tenths of a percent, so that only whole numbers are multiplied.
  const tenths = Math.round(Number(rate) * 10);
  const VAT = roundEvenly((incVAT * tenths) / (1_000 + tenths));
  return { incVAT, VAT, excVAT: incVAT - VAT };
}

export function sumAmounts(amounts: Amounts[]): Amounts {
  return {
    excVAT: sum(amounts.map(({ excVAT }) => excVAT)),
    VAT: sum(amounts.map(({ VAT }) => VAT)),
    incVAT: sum(amounts.map(({ incVAT }) => incVAT)),
  };
}

export function sum(values: number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

/** Rounds to a whole number, a negative one as its positive counterpart. Never gives -0. */
export function roundEvenly(value: number): number {
  const rounded = Math.sign(value) * Math.round(Math.abs(value));
  return rounded === 0 ? 0 : rounded;
}

/**
 * An amount in the main unit: 795 in euros is `7,95`.
 * @param separator the decimal separator: HeroJSON and Finvoice write a comma
 */
export function inMainUnit(amount: number, currency: string, separator: "," | "."): string {
  const digits = fractionDigits(currency);
  return (amount / 10 ** digits).toFixed(digits).replace(".", separator);
}

function fractionDigits(currency: string): number {
  const format = new Intl.NumberFormat("en", { style: "currency", currency });
  return format.resolvedOptions().maximumFractionDigits ?? 2;
}
