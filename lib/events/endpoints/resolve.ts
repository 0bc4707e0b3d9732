import "server-only";
import type { LookupAddress } from "node:dns";
import { lookup, Resolver } from "node:dns/promises";
import { isIP } from "node:net";
import { env } from "@/lib/env";
import { isLoopback } from "@/lib/http/loopback";

// Not the system's resolver: it has two threads for the whole process. Two silent name servers of partners would keep us
// from finding ReceiptHero.
const resolver = new Resolver({ timeout: 3_000, tries: 1 });

/** The name servers' answers "there is no such name" and "the name has no such address". */
const UNKNOWN = ["ENOTFOUND", "ENODATA"];

/** The lookups that run, by host: many deliveries to one host ask once. */
const running = new Map<string, Promise<LookupAddress[]>>();

/**
 * The addresses of a webhook endpoint's host. With WEBHOOK_ALLOW_PRIVATE the system looks it up, which also knows
 * /etc/hosts, but only a name about which the name servers are not silent.
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
  if (isIP(host) !== 0 || isLoopback(host)) return askSystem(host);
  const answers = await Promise.allSettled([
    resolver.resolve4(host).catch(unlessUnknown),
    resolver.resolve6(host).catch(unlessUnknown),
  ]);
  const failures = answers.flatMap((answer) => (answer.status === "rejected" ? [answer.reason] : []));
  const isSilent = failures.some((error) => codeOf(error) === "ETIMEOUT");
  if (env().WEBHOOK_ALLOW_PRIVATE === "on" && !isSilent) return askSystem(host);
  const addresses = answers.flatMap((answer, n) =>
    answer.status === "fulfilled" ? answer.value.map((address) => ({ address, family: n === 0 ? 4 : 6 })) : [],
  );
  // Some name servers know only addresses of one family, and answer wrongly about the other.
  if (addresses.length === 0 && failures.length > 0) throw failures[0];
  return addresses;
}

function askSystem(host: string): Promise<LookupAddress[]> {
  return lookup(host, { all: true }).catch(unlessUnknown);
}

function unlessUnknown(error: unknown): [] {
  if (UNKNOWN.includes(codeOf(error))) return [];
  throw error;
}

function codeOf(error: unknown): string {
  return error instanceof Error && "code" in error ? String(error.code) : "";
}
