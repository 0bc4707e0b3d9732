import type { KeyRing } from "../../lib/crypto/seal.ts";
import type { Random } from "./random.ts";

/** The values that all generators of rows share. */
export type Context = {
  random: Random;
  /** Milliseconds since 1970, by the database's clock. */
  now: number;
  /** The keys with which the application unseals tokens. */
  keys: KeyRing;
  /** A former admin, who disconnected some of the connections. */
  admin: string;
};
