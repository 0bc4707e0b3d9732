/** Random numbers whose sequence depends only on the seed number. */
export type Random = {
  /** From 0 to 1, excluding 1. */
  number(): number;
  /** A whole number, both ends included. */
  between(low: number, high: number): number;
  chance(probability: number): boolean;
  pick<T>(items: readonly T[]): T;
  /** One of the names, with a frequency according to its weight. */
  weighted<Name extends string>(weights: Record<Name, number>): Name;
  /** A number of hexadecimal digits, a multiple of 8. */
  hex(digits: number): string;
  /** A UUID in the format of RFC 9562 section 5.4. */
  uuid(): string;
};

/** The generator sfc32, which is fast and passes the usual tests of randomness. */
export function randomFrom(seed: number): Random {
  let [a, b, c, counter] = [0x9e3779b9, seed >>> 0, Math.floor(seed / 2 ** 32) >>> 0, 1];
  const word = () => {
    const result = (a + b + counter++) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (((c << 21) | (c >>> 11)) + result) | 0;
    return result >>> 0;
  };
  for (let round = 0; round < 16; round++) word();

  const number = () => word() / 2 ** 32;
  const hex = (digits: number) => {
    let text = "";
    while (text.length < digits) text += word().toString(16).padStart(8, "0");
    return text;
  };
  return {
    number,
    hex,
    between: (low, high) => low + Math.floor(number() * (high - low + 1)),
    chance: (probability) => number() < probability,
    pick: <T>(items: readonly T[]) => items[Math.floor(number() * items.length)] as T,
    weighted<Name extends string>(weights: Record<Name, number>) {
      const entries = Object.entries(weights) as [Name, number][];
      let left = number() * entries.reduce((sum, [, weight]) => sum + weight, 0);
      for (const [name, weight] of entries) {
        left -= weight;
        if (left < 0) return name;
      }
      return (entries[0] as [Name, number])[0];
    },
    uuid() {
      const digits = hex(32);
      const variant = "89ab".charAt(Number.parseInt(digits.charAt(16), 16) % 4);
      return `${digits.slice(0, 8)}-${digits.slice(8, 12)}-4${digits.slice(13, 16)}-${variant}${digits.slice(17, 20)}-${digits.slice(20)}`;
    },
  };
}
