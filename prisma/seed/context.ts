import type { KeyRing } from "../../lib/crypto/seal.ts";
import type { Random } from "./random.ts";

/** What everything that makes rows needs. */
export type Context = {
  random: Random;
  /** Milliseconds since 1970, by the database's clock. */
  now: number;
  /** The keys that the application opens tokens with. */
  keys: KeyRing;
  /** A former colleague of the partner, who ended some of the connections. */
  admin: string;
};
