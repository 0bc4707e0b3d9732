import "server-only";
import { Server } from "node:http";
import { setTimeout as pause } from "node:timers/promises";
import { log } from "@/lib/log";

/**
 * Lets work that no request waits for end before the server exits. At a SIGTERM, Next closes its HTTP server, waits for
 * the running requests, and exits: it asks nobody else. So the server counts as closed only when the work has ended.
 * Connections are not kept any longer: a proxy that goes on using one would keep the server from closing.
 * @param finish begins no more work, and waits for the work that is running
 * @param limitMs how long to wait for it
 */
export function finishBeforeExit(finish: () => Promise<void>, limitMs: number): void {
  const { close } = Server.prototype;
  Server.prototype.close = function (callback) {
    const finished = finish().catch((error: unknown) => log.error({ err: error }, "the running work could not finish"));
    this.keepAliveTimeout = 1;
    this.prependListener("request", (_request, response) => response.setHeader("Connection", "close"));
    const isOver = Promise.race([finished, pause(limitMs)]);
    return close.call(this, (error) => void isOver.then(() => callback?.(error)));
  };
}
