import { type BlockList, isIP, SocketAddress } from "node:net";

/** The longest text of an address with a port: IPv6, a zone, brackets. */
const MAX_TEXT_LENGTH = 80;

/**
 * Reads an IP address, with or without a port.
 * @param text anything at all
 * @returns the address in one form whatever the spelling, an IPv4-mapped one as IPv4; or null when it is none
 */
export function readIpAddress(text: string): string | null {
  const bare = text.length <= MAX_TEXT_LENGTH ? withoutPort(text.trim()) : "";
  const family = familyOf(bare);
  return family && new SocketAddress({ address: bare, family }).address.replace(/^::ffff:(?=\d+\.)/, "");
}

/** `192.0.2.1:80` and `[2001:db8::1]:80`: some balancers write the port as well. */
function withoutPort(text: string): string {
  const [, inBrackets, withPort] = /^(?:\[([^\]]*)\](?::\d+)?|([\d.]+):\d+)$/.exec(text) ?? [];
  return inBrackets ?? withPort ?? text;
}

function familyOf(address: string): "ipv4" | "ipv6" | null {
  const version = isIP(address);
  return version === 0 ? null : version === 4 ? "ipv4" : "ipv6";
}

/** Whether a list holds an address. @param address as `readIpAddress` gives it */
export function isListed(list: BlockList, address: string): boolean {
  return list.check(address, familyOf(address) ?? "ipv4");
}

/**
 * The network that one customer of a provider has: an IPv4 address is alone, and an IPv6 address stands for its /64,
 * because a customer has all addresses of that.
 * @param address as `readIpAddress` gives it
 */
export function customerNetwork(address: string): string {
  if (familyOf(address) !== "ipv6") return address;
  const [head = [], tail = []] = address.split("::").map((part) => part.split(":").filter(Boolean));
  const zeros = Array.from({ length: 8 - head.length - tail.length }, () => "0");
  return `${[...head, ...zeros, ...tail].slice(0, 4).join(":")}::/64`;
}
