/** Whether a Host header names this machine itself. Any other name at a loopback address is DNS rebinding. */
export function isLoopbackHost(host: string | undefined): boolean {
  return /^((.+\.)?localhost|127(\.\d{1,3}){3}|\[::1\])(:\d+)?$/i.test(host ?? "");
}

/** Whether a server on this address can be reached from this machine alone. */
export function isLoopbackAddress(address: string): boolean {
  return isLoopbackHost(address.includes(":") ? `[${address}]` : address);
}
