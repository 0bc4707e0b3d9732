import { z } from "zod";
import { MAX_PAIRS } from "@/lib/forms/field-limits";
import { name } from "@/lib/forms/fields";

/** The keys that we add to a connection's metadata: the merchant's id, and the external ID if there is one. */
const OWN_KEYS = ["merchant_id", "external_id"] as const;

/** Whether we added a key to the metadata, and not the merchant. */
export function isOwnKey(key: string): boolean {
  return OWN_KEYS.some((own) => own === key);
}

/**
 * The custom fields of a form. Any key is valid, including `__proto__`, because keys never become properties of our
 * objects.
 */
export const metadataPairsSchema = z
  .array(z.object({ key: name(1, 40), value: name(1, 500) }))
  .max(MAX_PAIRS, "tooManyPairs")
  .superRefine((pairs, context) => {
    const seen = new Set<string>();
    pairs.forEach(({ key }, index) => {
      const problem = isOwnKey(key) ? "reservedKey" : seen.has(key) ? "duplicateKey" : null;
      if (problem) context.addIssue({ code: "custom", message: problem, path: [index, "key"] });
      seen.add(key);
    });
  });

export type MetadataPair = z.infer<typeof metadataPairsSchema>[number];

/** Converts pairs to a plain object. `Object.fromEntries` defines properties, so no key reaches a prototype. */
export function toMetadata(
  pairs: MetadataPair[],
  merchant: { id: string; externalId: string | null },
): Record<string, string> {
  const [idKey, externalIdKey] = OWN_KEYS;
  const own = [[idKey, merchant.id], ...(merchant.externalId === null ? [] : [[externalIdKey, merchant.externalId]])];
  return Object.fromEntries([...own, ...pairs.map(({ key, value }) => [key, value])]);
}

/** The custom fields that a merchant sees: the stored metadata without our own keys. */
export function toPairs(metadata: unknown): MetadataPair[] {
  return toEntries(metadata)
    .filter(([key]) => !isOwnKey(key))
    .map(([key, value]) => ({ key, value: toText(value) }));
}

/** The entries of stored metadata; none if the value is not an object. */
export function toEntries(metadata: unknown): [key: string, value: unknown][] {
  return typeof metadata === "object" && metadata !== null ? Object.entries(metadata) : [];
}

/** A value as displayed: a string unchanged, and anything else as JSON. */
export function toText(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}
