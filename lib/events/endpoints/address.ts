import "server-only";
import { BlockList, isIP } from "node:net";
import { env } from "@/lib/env";
import { resolveHost } from "@/lib/events/endpoints/resolve";
import { isLoopback } from "@/lib/http/loopback";

/**
 * Addresses that are not on the public internet: the special-purpose registries of IANA (RFC 6890), multicast, and the
 * ranges of IPv6 that hold an IPv4 address.
 */
const PRIVATE = new BlockList();
for (const [address, prefix] of [
  ["0.0.0.0", 8],
  ["10.0.0.0", 8],
  ["100.64.0.0", 10],
  ["127.0.0.0", 8],
  ["169.254.0.0", 16],
  ["172.16.0.0", 12],
  ["192.0.0.0", 24],
  ["192.0.2.0", 24],
  ["192.88.99.0", 24],
  ["192.168.0.0", 16],
  ["198.18.0.0", 15],
  ["198.51.100.0", 24],
  ["203.0.113.0", 24],
  ["224.0.0.0", 3],
] as const) {
  PRIVATE.addSubnet(address, prefix, "ipv4");
}
for (const [address, prefix] of [
  ["::", 96],
  ["::ffff:0:0:0", 96],
  ["64:ff9b::", 96],
  ["64:ff9b:1::", 48],
  ["100::", 64],
  ["2001::", 23],
  ["2001:db8::", 32],
  ["2002::", 16],
  ["3fff::", 20],
  ["5f00::", 16],
  ["fc00::", 7],
  ["fe80::", 10],
  ["fec0::", 10],
  ["ff00::", 8],
] as const) {
  PRIVATE.addSubnet(address, prefix, "ipv6");
}

/** Whether an IP address is on the public internet. An IPv4-mapped address is judged as IPv4. */
export function isPublicAddress(address: string): boolean {
  const version = isIP(address);
  return version !== 0 && !PRIVATE.check(address, version === 4 ? "ipv4" : "ipv6");
}

/** Why the URL of an endpoint is refused. Each has a text under `validation` in messages/. */
export type EndpointUrlProblem =
  | "endpoint_not_https"
  | "endpoint_private"
  | "endpoint_unknown_host"
  | "endpoint_not_resolved";

/**
 * Checks the URL of an endpoint before it is saved. A name can lead elsewhere later, so each connection checks its address
 * again (lib/events/deliver/send.ts).
 * @param text an absolute URL
 */
export async function problemOfEndpointUrl(text: string): Promise<EndpointUrlProblem | null> {
  const url = new URL(text);
  const allowsPrivate = env().WEBHOOK_ALLOW_PRIVATE === "on";
  const isLocal = isLoopback(url.hostname) && isLoopback(new URL(env().APP_URL).hostname);
  if (url.username || url.password) return "endpoint_not_https";
  if (url.protocol !== "https:" && !(allowsPrivate && isLocal)) return "endpoint_not_https";
  // The URL parser has already read octal and other spellings of an address.
  const addresses = await resolveHost(url.hostname.replace(/^\[|\]$/g, "")).catch(() => null);
  if (addresses === null) return "endpoint_not_resolved";
  if (addresses.length === 0) return "endpoint_unknown_host";
  return allowsPrivate || addresses.every(({ address }) => isPublicAddress(address)) ? null : "endpoint_private";
}
