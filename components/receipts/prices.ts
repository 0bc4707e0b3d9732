import { amountFormat, decimalFormat, priceFormat } from "@/lib/i18n/money";

/** How the numbers of a receipt are written. */
export type Prices = {
  /** An integer in the currency's fractional unit. */
  amount: (amount: number) => string;
  /** A decimal text in the currency's main unit. */
  price: (price: string) => string;
  /** A quantity or a rate, as a decimal text. */
  decimal: (text: string) => string;
};

/** How a receipt in a currency is written for a locale. */
export function pricesOf(currency: string, locale: string): Prices {
  return {
    amount: amountFormat(currency, locale),
    price: priceFormat(currency, locale),
    decimal: decimalFormat(locale),
  };
}
