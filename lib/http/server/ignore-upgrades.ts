import "server-only";
import { subscribe } from "node:diagnostics_channel";
import { Server } from "node:http";

/**
 * Makes the server treat a request with an `Upgrade` header like any other request. We support no other protocol. Node
 * would pass such a request to Next, which runs proxy.ts before our request subscribers see it. Call it once, before
 * the server accepts requests.
 */
export function ignoreUpgrades(): void {
  subscribe("net.server.socket", (message) => {
    const socket = typeof message === "object" && message !== null && "socket" in message ? message.socket : null;
    const server = typeof socket === "object" && socket !== null && "server" in socket ? socket.server : null;
    // Without a listener Node ignores the header. Next adds its listener once.
    if (server instanceof Server) server.removeAllListeners("upgrade");
  });
}
