import "server-only";
import type { LookupAddress } from "node:dns";
import { lookup } from "node:dns/promises";

/** The lookups that are running, by name. */
const running = new Map<string, Promise<LookupAddress[]>>();

/**
 * The addresses of a name. Deliveries that ask for the same name at once share the lookup: Node runs few lookups at once,
 * and a name whose server does not respond would keep all other names of this server waiting.
 * @throws the error of the lookup
 */
export function addressesOf(name: string): Promise<LookupAddress[]> {
  const known = running.get(name);
  if (known) return known;
  const started = lookup(name, { all: true }).finally(() => running.delete(name));
  running.set(name, started);
  return started;
}
