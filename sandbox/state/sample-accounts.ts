import type { Account } from "./schema.ts";

/** The account holders of the sandbox. Nobody here is real. */
export const SAMPLE_ACCOUNTS: Account[] = [
  {
    id: "acc-aino",
    name: "Aino Virtanen",
    email: "aino.virtanen@example.com",
    cards: [
      { id: "card-aino-1", label: "Visa •••• 4242" },
      { id: "card-aino-2", label: "Mastercard •••• 5100" },
    ],
  },
  {
    id: "acc-mikko",
    name: "Mikko Korhonen",
    email: "mikko.korhonen@example.com",
    cards: [
      { id: "card-mikko-1", label: "Visa •••• 1881" },
      { id: "card-mikko-2", label: "Visa Business •••• 0026" },
      { id: "card-mikko-3", label: "American Express •••• 1005" },
    ],
  },
  {
    id: "acc-linnea",
    name: "Linnea Söderberg",
    email: "linnea.soderberg@example.com",
    cards: [
      { id: "card-linnea-1", label: "Mastercard •••• 7734" },
      { id: "card-linnea-2", label: "Visa Debit •••• 9003" },
    ],
  },
];
