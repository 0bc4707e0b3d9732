import { toEntries, toText } from "@/lib/connections/metadata";

/** A key of the metadata with its value here and at ReceiptHero, as people read them; null where the key is missing. */
export type DriftRow = {
  key: string;
  here: string | null;
  there: string | null;
  state: "same" | "changed" | "onlyHere" | "onlyThere";
};

/**
 * Compares what is kept of a connection's metadata with what ReceiptHero's notifications say it is, key by key.
 * @param here and
 * @param there JSON out of the database, which has put the keys of nested objects in one order
 * @returns every key once: those of this side first, as they stand, and then those that only the other side has
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
    // A number and a text of the same digits look alike: as JSON they do not.
    const show = toText(our) === toText(their) ? JSON.stringify : toText;
    return { key, here: show(our), there: show(their), state: "changed" };
  });
}
