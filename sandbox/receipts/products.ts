import { inMainUnit, type Rate, roundEvenly } from "./amounts.ts";

/** A product on the shelf. The price includes VAT, in cents. */
type Product = { name: string; ean: string; unitPrice: number; rate: Rate };

/** One line of a receipt: a bought or returned item. A returned line has a negative quantity and a negative total. */
export type Line = {
  product: Product;
  quantity: string;
  quantityCode: string;
  unitPriceDecimal: string;
  discounts: { amount: number; description: string; percentage: string }[];
  incVAT: number;
  freeText: string;
};

// Food and culture are taxed at 13.5 %, newspapers at 10 %, deposits not at all, the rest at 25.5 %.
export const COFFEE: Product = { name: "Coffee, dark roast 500 g", ean: "6400000000015", unitPrice: 795, rate: "13.5" };
export const BREAD: Product = { name: "Rye bread", ean: "6400000000022", unitPrice: 249, rate: "13.5" };
export const OAT_MILK: Product = { name: "Oat milk 1 l", ean: "6400000000039", unitPrice: 219, rate: "13.5" };
export const PAPER: Product = { name: "Copy paper A4, 500 sheets", ean: "6400000000046", unitPrice: 649, rate: "25.5" };
export const PENS: Product = { name: "Ballpoint pens, 4 pcs", ean: "6400000000053", unitPrice: 599, rate: "25.5" };
export const SPRAY: Product = { name: "Cleaning spray 750 ml", ean: "6400000000060", unitPrice: 375, rate: "25.5" };
export const LUNCH: Product = { name: "Lunch of the day", ean: "6400000000077", unitPrice: 1372, rate: "13.5" };
export const NEWSPAPER: Product = { name: "Newspaper", ean: "6400000000084", unitPrice: 461, rate: "10" };
export const COAT: Product = { name: "Winter coat", ean: "6400000000091", unitPrice: 9_900, rate: "25.5" };
export const HAT: Product = { name: "Woollen hat", ean: "6400000000107", unitPrice: 4_000, rate: "25.5" };
export const BOOTS: Product = { name: "Rubber boots", ean: "6400000000114", unitPrice: 12_990, rate: "25.5" };
export const CHEESE: Product = {
  name: "Cheese from the counter",
  ean: "6400000000121",
  unitPrice: 1_890,
  rate: "13.5",
};
export const LEMONADE: Product = { name: "Lemonade 0.5 l", ean: "6400000000138", unitPrice: 199, rate: "13.5" };
export const DEPOSIT: Product = { name: "Bottle deposit 0.5 l", ean: "6400000000145", unitPrice: 20, rate: "0" };
export const CONCERT: Product = { name: "Concert, standing", ean: "6400000000152", unitPrice: 5_490, rate: "13.5" };

/** Priced in Swedish öre. */
export const FIKA: Product = { name: "Fika", ean: "6400000000176", unitPrice: 4_500, rate: "13.5" };
export const SCARF: Product = { name: "Scarf", ean: "6400000000183", unitPrice: 29_900, rate: "25.5" };

/** The petrol's price is finer than a cent: its product has the rounded one. */
const PETROL: Product = { name: "95E10", ean: "6400000000169", unitPrice: 186, rate: "25.5" };
const PETROL_TENTHS_OF_CENTS = 1_859;

/** So many pieces of a product; a negative count is a return. Prices are in euros unless another currency is given. */
export function pieces(product: Product, count: number, quantityCode: string, currency = "EUR"): Line {
  return {
    product,
    quantity: String(count),
    quantityCode,
    unitPriceDecimal: inMainUnit(product.unitPrice, currency, ","),
    discounts: [],
    incVAT: product.unitPrice * count,
    freeText: "",
  };
}

/** A product by weight, in grams; its price is that of a kilogram. */
export function weighed(product: Product, grams: number): Line {
  return {
    ...pieces(product, 1, "KGM"),
    quantity: (grams / 1_000).toFixed(3).replace(".", ","),
    incVAT: roundEvenly((product.unitPrice * grams) / 1_000),
  };
}

/** Petrol, in hundredths of a litre. */
export function petrol(centilitres: number): Line {
  return {
    ...pieces(PETROL, 1, "LTR"),
    quantity: (centilitres / 100).toFixed(2),
    unitPriceDecimal: (PETROL_TENTHS_OF_CENTS / 1_000).toFixed(3).replace(".", ","),
    incVAT: roundEvenly((PETROL_TENTHS_OF_CENTS * centilitres) / 1_000),
  };
}

/** The line with so many percent off. A discount of nothing is seen as well: tills write it. */
export function discounted(line: Line, percent: number, description: string): Line {
  const amount = roundEvenly((line.incVAT * percent) / 100);
  const discount = { amount, description, percentage: percent.toFixed(2) };
  return { ...line, discounts: [...line.discounts, discount], incVAT: line.incVAT - amount };
}
