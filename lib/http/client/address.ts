import "server-only";
import { headers } from "next/headers";
import { env } from "@/lib/env";
import { isListed, readIpAddress } from "@/lib/http/client/ip-address";

/**
 * Where a request comes from, as far as it can be trusted. `unknown` when all that is known is one of our own proxies: it
 * may hide any number of clients.
 */
export type Client = { address: string; isKnown: boolean };

/**
 * The client of this request: the rightmost address of `X-Forwarded-For` that is no trusted proxy. Each proxy appends the
 * address that it was called from, and we append the socket's (append-socket-address.ts), so all that is further left is a
 * claim of the client.
 */
export async function currentClient(): Promise<Client> {
  return findClient((await headers()).get("x-forwarded-for") ?? "");
}

/** As `currentClient`, for the text of the header. Never throws, whatever the header holds. */
export function findClient(forwardedFor: string): Client {
  let nearest = "unknown";
  for (const entry of forwardedFor.split(",").reverse()) {
    const address = readIpAddress(entry);
    // Our proxies write addresses alone. The client claimed everything to the left of this entry.
    if (address === null) break;
    if (!isListed(env().TRUSTED_PROXIES, address)) return { address, isKnown: true };
    nearest = address;
  }
  return { address: nearest, isKnown: false };
}
