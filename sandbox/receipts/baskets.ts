import type { ReceiptKind } from "./kinds.ts";
import * as products from "./products.ts";
import { discounted, type Line, petrol, pieces, weighed } from "./products.ts";
import type { Seed } from "./seeded-choices.ts";

/** The lines of a receipt of each kind. The same seed gives the same lines. */
export const BASKETS: Record<ReceiptKind, (seed: Seed) => Line[]> = {
  purchase: groceries,
  cash: (seed) => [
    pieces(products.LUNCH, 1 + seed.number(0, 2), "kpl"),
    { ...pieces(products.NEWSPAPER, 1, "kpl"), quantity: "1,00" },
  ],
  return: (seed) => [pieces(returned(seed), -1, "H87")],
  "unsigned-return": (seed) => [pieces(returned(seed), 1, "H87")],
  exchange: (seed) => [
    { ...pieces(products.COAT, -1, "H87"), freeText: "Too small" },
    pieces(seed.pick(0, [products.HAT, products.BOOTS]), 1, "H87"),
  ],
  fuel: (seed) => [petrol(1_500 + seed.number(0, 255) * 13)],
  "foreign-currency": (seed) => [
    pieces(products.FIKA, 1 + seed.number(0, 3), "C62", "SEK"),
    pieces(products.SCARF, 1, "C62", "SEK"),
  ],
  discount: (seed) => [
    discounted(weighed(products.CHEESE, 200 + seed.number(0, 255) * 3), 30, "Best before today"),
    discounted(pieces(products.COFFEE, 2, "PCS"), seed.pick(1, [5, 10, 15]), "Loyalty discount"),
    discounted(pieces(products.PENS, 1, "PCS"), 0, ""),
  ],
  deposit: (seed) => {
    const bottles = 4 + seed.number(0, 8);
    return [
      pieces(products.LEMONADE, bottles, "PCS"),
      pieces(products.DEPOSIT, bottles, "PCS"),
      { ...pieces(products.DEPOSIT, -1 - seed.number(1, 3), "PCS"), freeText: "Empty bottles" },
    ];
  },
  loyalty: (seed) => [...groceries(seed), pieces(products.NEWSPAPER, 1, "pcs")],
  voucher: (seed) => [pieces(products.BOOTS, 1, "H87"), pieces(products.HAT, 1 + seed.number(0, 2), "H87")],
  attachment: (seed) => [pieces(products.CONCERT, 1 + seed.number(0, 3), "H87")],
};

function groceries(seed: Seed): Line[] {
  const wanted = [products.COFFEE, products.BREAD, products.OAT_MILK, products.PAPER, products.PENS, products.SPRAY];
  return wanted.flatMap((product, index) => {
    const count = seed.number(index, 2);
    // One of each kind is always bought, so that both VAT rates are on every receipt.
    const isAlwaysBought = product === products.COFFEE || product === products.PAPER;
    return count > 0 || isAlwaysBought ? [pieces(product, Math.max(count, 1), "pcs")] : [];
  });
}

function returned(seed: Seed) {
  return seed.pick(0, [products.COAT, products.HAT, products.BOOTS]);
}
