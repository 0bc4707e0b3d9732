import { toEntries, toText } from "@/lib/connections/metadata/metadata";

/** A key of the metadata with its value here and at ReceiptHero, as displayed; null where the key is missing. */
export type DriftRow = {
  key: string;
  here: string | null;
  there: string | null;
  state: "same" | "changed" | "onlyHere" | "onlyThere";
};

/**
 * Compares our metadata of a connection with the metadata in ReceiptHero's notifications, key by key.
 * @param here and
 * @param there JSON from the database, which has sorted the keys of nested objects
 * @returns every key once: first ours, in their order, then the keys that only ReceiptHero has
 */
export function metadataDrift(here: unknown, there: unknown): DriftRow[] {
  const ours = new Map(toEntries(here));
  const theirs = new Map(toEntries(there));
  return [...new Set([...ours.keys(), ...theirs.keys()])].map((key) => {
    const [our, their] = [ours.get(key), theirs.get(key)];
    if (!theirs.has(key)) return { key, here: toText(our), there: null, state: "onlyHere" };
    if (!ours.has(key)) return { key, here: null, there: toText(their), state: "onlyThere" };
    if (JSON.stringify(our) === JSON.stringify(their)) {
      return { key, here: toText(our), there: toText(their), state: "same" };
    }
    // A number and a string of the same digits look alike, but differ as JSON.
    const show = toText(our) === toText(their) ? JSON.stringify : toText;
    return { key, here: show(our), there: show(their), state: "changed" };
  });
}
