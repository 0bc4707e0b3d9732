import { type BlockList, isIP, SocketAddress } from "node:net";

/** The greatest length of an address with a port: IPv6, a zone, brackets. */
const MAX_TEXT_LENGTH = 80;

/**
 * Reads an IP address, with or without a port.
 * @param text untrusted
 * @returns the address in canonical form, with an IPv4-mapped one as IPv4; or null when it is not an address
 */
export function readIpAddress(text: string): string | null {
  const bare = text.length <= MAX_TEXT_LENGTH ? withoutPort(text.trim()) : "";
  const family = familyOf(bare);
  return family && new SocketAddress({ address: bare, family }).address.replace(/^::ffff:(?=\d+\.)/, "");
}

/** Some load balancers add the port: `192.0.2.1:80` and `[2001:db8::1]:80`. */
function withoutPort(text: string): string {
  const [, inBrackets, withPort] = /^(?:\[([^\]]*)\](?::\d+)?|([\d.]+):\d+)$/.exec(text) ?? [];
  return inBrackets ?? withPort ?? text;
}

function familyOf(address: string): "ipv4" | "ipv6" | null {
  const version = isIP(address);
  return version === 0 ? null : version === 4 ? "ipv4" : "ipv6";
}

/**
 * Whether a list contains an address.
 * @param address as `readIpAddress` returns it
 */
export function isListed(list: BlockList, address: string): boolean {
  return list.check(address, familyOf(address) ?? "ipv4");
}
