import "server-only";
import { onServerRequest } from "@/lib/http/server/on-server-request";

/**
 * Appends the address at the other end of the socket to `X-Forwarded-For`, as a proxy does. Next shows the socket to
 * nobody, and fills this header only when the client sent none: without this a client would choose its own address.
 * Call it once, before the server takes requests.
 */
export function appendSocketAddresses(): void {
  onServerRequest((request) => {
    const claimed = request.headers["x-forwarded-for"];
    // A socket that is closed already has no address. The word keeps the client's claims from being believed.
    const own = request.socket.remoteAddress ?? "unknown";
    request.headers["x-forwarded-for"] = claimed ? `${claimed}, ${own}` : own;
  });
}
