import type { ReceiptKind } from "./kinds.ts";
import type { Seed } from "./seed.ts";
import * as shelf from "./shelf.ts";
import { discounted, type Line, petrol, pieces, weighed } from "./shelf.ts";

/** The lines of a receipt of each kind. The same seed gives the same lines. */
export const BASKETS: Record<ReceiptKind, (seed: Seed) => Line[]> = {
  purchase: groceries,
  cash: (seed) => [
    pieces(shelf.LUNCH, 1 + seed.number(0, 2), "kpl"),
    { ...pieces(shelf.NEWSPAPER, 1, "kpl"), quantity: "1,00" },
  ],
  return: (seed) => [pieces(returned(seed), -1, "H87")],
  "unsigned-return": (seed) => [pieces(returned(seed), 1, "H87")],
  exchange: (seed) => [
    { ...pieces(shelf.COAT, -1, "H87"), freeText: "Too small" },
    pieces(seed.pick(0, [shelf.HAT, shelf.BOOTS]), 1, "H87"),
  ],
  fuel: (seed) => [petrol(1_500 + seed.number(0, 255) * 13)],
  "foreign-currency": (seed) => [
    pieces(shelf.FIKA, 1 + seed.number(0, 3), "C62", "SEK"),
    pieces(shelf.SCARF, 1, "C62", "SEK"),
  ],
  discount: (seed) => [
    discounted(weighed(shelf.CHEESE, 200 + seed.number(0, 255) * 3), 30, "Best before today"),
    discounted(pieces(shelf.COFFEE, 2, "PCS"), seed.pick(1, [5, 10, 15]), "Loyalty discount"),
    discounted(pieces(shelf.PENS, 1, "PCS"), 0, ""),
  ],
  deposit: (seed) => {
    const bottles = 4 + seed.number(0, 8);
    return [
      pieces(shelf.LEMONADE, bottles, "PCS"),
      pieces(shelf.DEPOSIT, bottles, "PCS"),
      { ...pieces(shelf.DEPOSIT, -1 - seed.number(1, 3), "PCS"), freeText: "Empty bottles" },
    ];
  },
  loyalty: (seed) => [...groceries(seed), pieces(shelf.NEWSPAPER, 1, "pcs")],
  voucher: (seed) => [pieces(shelf.BOOTS, 1, "H87"), pieces(shelf.HAT, 1 + seed.number(0, 2), "H87")],
  attachment: (seed) => [pieces(shelf.CONCERT, 1 + seed.number(0, 3), "H87")],
};

function groceries(seed: Seed): Line[] {
  const wanted = [shelf.COFFEE, shelf.BREAD, shelf.OAT_MILK, shelf.PAPER, shelf.PENS, shelf.SPRAY];
  return wanted.flatMap((product, index) => {
    const count = seed.number(index, 2);
    // One of each kind is always bought, so that both VAT rates are on every receipt.
    const isAlwaysBought = product === shelf.COFFEE || product === shelf.PAPER;
    return count > 0 || isAlwaysBought ? [pieces(product, Math.max(count, 1), "pcs")] : [];
  });
}

function returned(seed: Seed) {
  return seed.pick(0, [shelf.COAT, shelf.HAT, shelf.BOOTS]);
}
