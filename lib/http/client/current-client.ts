import "server-only";
import { headers } from "next/headers";
import { env } from "@/lib/env";
import { isListed, readIpAddress } from "@/lib/http/client/ip-address";

/**
 * The IP address of a client, as far as it can be trusted. `unknown` when only our own proxies are known, because any
 * number of clients may be behind them.
 */
export type Client = { address: string; isKnown: boolean };

/**
 * The client of this request: the rightmost address of `X-Forwarded-For` that is not a trusted proxy. Each proxy
 * appends the address of its client, and we append the socket's (append-socket-address.ts). Anything further left is
 * only the client's claim.
 */
export async function currentClient(): Promise<Client> {
  return findClient((await headers()).get("x-forwarded-for") ?? "");
}

/** As `currentClient`, for the value of the header. Never throws, whatever the header contains. */
export function findClient(forwardedFor: string): Client {
  let nearest = "unknown";
  for (const entry of forwardedFor.split(",").reverse()) {
    const address = readIpAddress(entry);
    // Our proxies write only addresses, so the client claimed everything to the left of this entry.
    if (address === null) break;
    if (!isListed(env().TRUSTED_PROXIES, address)) return { address, isKnown: true };
    nearest = address;
  }
  return { address: nearest, isKnown: false };
}
