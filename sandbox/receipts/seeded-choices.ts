import { createHash } from "node:crypto";

/** Random choices that are the same each time for the same receipt id. Positions pick different choices. */
export type Seed = {
  /** A whole number from 0 to `most`. */
  number(position: number, most: number): number;
  pick<T>(position: number, choices: readonly [T, ...T[]]): T;
  digits(position: number, count: number): string;
  /** Hexadecimal characters, at most 64. */
  hex(count: number): string;
};

export function seedOf(receiptId: string): Seed {
  const hash = createHash("sha256").update(receiptId).digest();
  const byte = (position: number) => hash[position % hash.length] ?? 0;
  const number = (position: number, most: number) => byte(position) % (most + 1);
  return {
    number,
    pick: (position, choices) => choices[number(position, choices.length - 1)] ?? choices[0],
    digits: (position, count) => Array.from({ length: count }, (_, index) => byte(position + index) % 10).join(""),
    hex: (count) => hash.toString("hex").slice(0, count),
  };
}
