import "server-only";
import type { LookupAddress } from "node:dns";
import { lookup, Resolver } from "node:dns/promises";
import { isIP } from "node:net";
import { env } from "@/lib/env";
import { isLoopback } from "@/lib/http/loopback";

// Not the system's resolver: it has two threads for the whole process. Two dead name servers of partners would keep us
// from finding ReceiptHero.
const resolver = new Resolver({ timeout: 3_000, tries: 1 });

/** The name servers' answers "there is no such name" and "the name has no such address". */
const UNKNOWN = ["ENOTFOUND", "ENODATA"];

/** The lookups that run, by host: many deliveries to one host ask once. */
const running = new Map<string, Promise<LookupAddress[]>>();

/**
 * The addresses of a webhook endpoint's host. With WEBHOOK_ALLOW_PRIVATE the system looks it up, which also knows
 * /etc/hosts and the names of a private network.
 * @param host a name or an address, without brackets
 * @returns none when there is no such name
 * @throws any other error of the lookup: nobody knows for now whether there is such a name
 */
export function resolveHost(host: string): Promise<LookupAddress[]> {
  const asked = running.get(host) ?? ask(host).finally(() => running.delete(host));
  running.set(host, asked);
  return asked;
}

async function ask(host: string): Promise<LookupAddress[]> {
  const isLocal = isIP(host) !== 0 || isLoopback(host) || env().WEBHOOK_ALLOW_PRIVATE === "on";
  if (isLocal) return lookup(host, { all: true }).catch(unlessUnknown);
  const answers = await Promise.allSettled([
    resolver.resolve4(host).catch(unlessUnknown),
    resolver.resolve6(host).catch(unlessUnknown),
  ]);
  const addresses = answers.flatMap((answer, n) =>
    answer.status === "fulfilled" ? answer.value.map((address) => ({ address, family: n === 0 ? 4 : 6 })) : [],
  );
  // Some name servers know only addresses of one family, and answer wrongly about the other.
  const failure = answers.find((answer) => answer.status === "rejected");
  if (addresses.length === 0 && failure) throw failure.reason;
  return addresses;
}

function unlessUnknown(error: unknown): [] {
  if (error instanceof Error && "code" in error && UNKNOWN.includes(String(error.code))) return [];
  throw error;
}
