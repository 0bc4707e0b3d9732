/**
 * Whether a host name or address is a loopback: 127.0.0.0/8, ::1, `localhost` and names below it (RFC 6761).
 * @param hostname as `URL.hostname` returns it: in lower case, an IPv6 address in brackets
 */
export function isLoopback(hostname: string): boolean {
  return hostname === "[::1]" || /^127(\.\d{1,3}){3}$/.test(hostname) || /^(.+\.)?localhost$/.test(hostname);
}
