import { isIPv6 } from "node:net";

/**
 * The network of one customer of an internet provider: an IPv4 address itself, or the /64 of an IPv6 address, because a
 * customer controls all addresses of its /64.
 * @param address as `readIpAddress` returns it
 */
export function customerNetwork(address: string): string {
  if (!isIPv6(address)) return address;
  const [head = [], tail = []] = address.split("::").map((part) => part.split(":").filter(Boolean));
  const zeros = Array.from({ length: 8 - head.length - tail.length }, () => "0");
  return `${[...head, ...zeros, ...tail].slice(0, 4).join(":")}::/64`;
}
