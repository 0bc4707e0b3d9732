import { cityName, type Language } from "./names.ts";
import type { Random } from "./random.ts";

type Metadata = Record<string, string>;

/**
 * The metadata that partners typically add to a connection. Each merchant uses the same keys for all of its
 * connections.
 */
const KINDS = [
  "branch",
  "cost_centre",
  "city",
  "pos_id",
  "region",
  "contract",
  "store_number",
  "erp_customer",
] as const;

/** @returns a function that generates the metadata of this merchant's connections */
export function metadataScheme(random: Random, language: Language, merchantId: string): () => Metadata {
  const keys = KINDS.filter(() => random.chance(0.3));
  const contract = `C-${random.between(2019, 2026)}-${random.between(1, 99_999)}`;
  const values: Record<(typeof KINDS)[number], () => string> = {
    branch: () => String(random.between(1, 900)).padStart(4, "0"),
    cost_centre: () => String(random.between(100, 999) * 10),
    city: () => cityName(random, language),
    pos_id: () => `POS-${random.hex(8).toUpperCase()}`,
    region: () => random.pick(["north", "south", "east", "west", "capital"]),
    contract: () => contract,
    store_number: () => String(random.between(1, 40)),
    erp_customer: () => String(random.between(1_000_000, 9_999_999)),
  };
  return () => ({ merchant_id: merchantId, ...Object.fromEntries(keys.map((key) => [key, values[key]()])) });
}
