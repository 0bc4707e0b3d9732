import "server-only";
import type { Server } from "node:http";
import { setTimeout as pause } from "node:timers/promises";
import { onServerRequest } from "@/lib/http/server/on-server-request";
import { NOTICE_SECONDS, STOP_SECONDS } from "@/lib/lifetimes";
import { log } from "@/lib/log";

// Stored on globalThis, because Next bundles this module for the route and for the start of the server separately.
const kept = globalThis as typeof globalThis & { isServerStopping?: boolean };

/** Whether this server was told to end, so that load balancers must choose another one. */
export function isStopping(): boolean {
  return kept.isServerStopping === true;
}

/**
 * Ends the process when it is told to, and finishes what is running. At a SIGTERM, `/api/ready` first responds with 503
 * while the server still takes requests, so that a load balancer that asks sends the next ones elsewhere. At a SIGINT,
 * which comes from a terminal, nothing waits for a load balancer. Call it once, before the server accepts requests.
 * @param finishJobs begins no more jobs, and waits for those that are running
 * @param sendLast sends what is known of all of them, at the end
 */
export function stopAtSignal(finishJobs: () => Promise<void>, sendLast: () => Promise<void>): void {
  const servers = new Set<Server>();
  onServerRequest(({ server, response }) => {
    servers.add(server);
    // A proxy that goes on using a connection would keep the server from closing.
    if (isStopping()) response.setHeader("Connection", "close");
  });
  const stop = async (noticeSeconds: number) => {
    // npm and service managers repeat a signal.
    if (isStopping()) return;
    kept.isServerStopping = true;
    setTimeout(() => giveUp(), STOP_SECONDS * 1_000);
    const jobs = finishJobs().catch(report);
    await pause(noticeSeconds * 1_000);
    await Promise.all([jobs, ...[...servers].map(close)]);
    await sendLast().catch(report);
    process.exit(0);
  };
  process.on("SIGTERM", () => void stop(NOTICE_SECONDS));
  process.on("SIGINT", () => void stop(0));
}

function report(error: unknown): void {
  log.error({ err: error }, "the server could not finish its work");
}

/** Takes no more requests. @returns when those that were running are answered */
function close(server: Server): Promise<void> {
  server.keepAliveTimeout = 1;
  return new Promise((resolve) => server.close(() => resolve()));
}

function giveUp(): never {
  log.warn(`the server ends after ${STOP_SECONDS} seconds although requests or jobs are still running`);
  process.exit(1);
}
