import "server-only";
import { subscribe } from "node:diagnostics_channel";
import { Server } from "node:http";

/**
 * Makes the server take a request with an `Upgrade` header for any other request. We speak no other protocol, and Node
 * would hand such a request to Next, which runs proxy.ts for it, before our subscribers to requests see it.
 * Call it once, before the server takes requests.
 */
export function ignoreUpgrades(): void {
  subscribe("net.server.socket", (message) => {
    const socket = typeof message === "object" && message !== null && "socket" in message ? message.socket : null;
    const server = typeof socket === "object" && socket !== null && "server" in socket ? socket.server : null;
    // Without a listener Node ignores the header. Next adds its listener once.
    if (server instanceof Server) server.removeAllListeners("upgrade");
  });
}
