import "server-only";
import { onServerRequest } from "@/lib/http/server/on-server-request";

/**
 * Appends the socket's remote address to `X-Forwarded-For`, as a proxy does. Next does not expose the socket, and fills
 * this header only when the client sent none. Without this function a client could choose its own address. Call it
 * once, before the server accepts requests.
 */
export function appendSocketAddresses(): void {
  onServerRequest(({ request }) => {
    const claimed = request.headers["x-forwarded-for"];
    // A closed socket has no address. "unknown" keeps the client's claims from being trusted.
    const own = request.socket.remoteAddress ?? "unknown";
    request.headers["x-forwarded-for"] = claimed ? `${claimed}, ${own}` : own;
  });
}
