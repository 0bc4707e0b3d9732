import { z } from "zod";
import { name } from "@/lib/forms/fields";

/** The key that every connection's metadata carries; ours alone. */
export const MERCHANT_ID_KEY = "merchant_id";

/** How many pairs a merchant may add to a connection. */
export const MAX_PAIRS = 20;

/** The pairs of a form. A key is data, never a property of ours: `__proto__` is as good as any other. */
export const metadataPairsSchema = z
  .array(z.object({ key: name(1, 40), value: name(1, 500) }))
  .max(MAX_PAIRS, "tooManyPairs")
  .superRefine((pairs, context) => {
    const seen = new Set<string>();
    pairs.forEach(({ key }, index) => {
      const problem = key === MERCHANT_ID_KEY ? "reservedKey" : seen.has(key) ? "duplicateKey" : null;
      if (problem) context.addIssue({ code: "custom", message: problem, path: [index, "key"] });
      seen.add(key);
    });
  });

export type MetadataPair = z.infer<typeof metadataPairsSchema>[number];

/** Pairs as a plain object. `Object.fromEntries` defines properties, so that no key reaches a prototype. */
export function toMetadata(pairs: MetadataPair[], merchantId: string): Record<string, string> {
  return Object.fromEntries([[MERCHANT_ID_KEY, merchantId], ...pairs.map(({ key, value }) => [key, value])]);
}

/** What a merchant sees of stored metadata: the pairs, without the one that is ours. */
export function toPairs(metadata: unknown): MetadataPair[] {
  return toEntries(metadata)
    .filter(([key]) => key !== MERCHANT_ID_KEY)
    .map(([key, value]) => ({ key, value: toText(value) }));
}

/** The entries of stored metadata; of what is no object there are none. */
export function toEntries(metadata: unknown): [key: string, value: unknown][] {
  return typeof metadata === "object" && metadata !== null ? Object.entries(metadata) : [];
}

/** A value as people read it: a text as it is, and anything else as JSON. */
export function toText(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}
