import type { Instrumentation } from "next";

/** The pause between two looks for what a dead server left behind, in milliseconds. */
const SWEEP_INTERVAL = 30_000;

/** How long ReceiptHero may take to confirm that a connection has ended, in milliseconds. */
const ENDING_TIMEOUT = 10_000;

/** Runs once in each server before it takes requests. */
export async function register(): Promise<void> {
  if (process.env.NEXT_RUNTIME !== "nodejs") return;
  const { env } = await import("@/lib/env");
  const { log } = await import("@/lib/log");
  const { compactTallies } = await import("@/lib/admin/compact-tallies");
  const { workOnBulkRevocation } = await import("@/lib/admin/bulk/work");
  const { settleAbandonedRequests } = await import("@/lib/connections/settle-request");
  const { finishEnding } = await import("@/lib/connections/finish-ending");
  const { refreshHealth } = await import("@/lib/connections/health");
  const { releaseDeadJobs } = await import("@/lib/jobs/release-dead-jobs");
  const { startWorker } = await import("@/lib/jobs/worker");
  const { mailEnded } = await import("@/lib/notifications/mail-ended");
  const { processPending } = await import("@/lib/notifications/process");
  const { wakeWaitingNotifications } = await import("@/lib/notifications/wake-waiting");
  let working = env().WORKER === "off";

  // A step, so that a server that starts before its database gets its worker as soon as that is there.
  const work = async () => {
    if (working) return;
    await startWorker({
      "end-connection": ({ receiptheroId }) => finishEnding(receiptheroId, ENDING_TIMEOUT),
      "mail-ended": mailEnded,
      "revoke-in-bulk": ({ bulkRevocationId }) => workOnBulkRevocation(bulkRevocationId),
    });
    working = true;
  };
  const steps = [
    settleAbandonedRequests,
    releaseDeadJobs,
    work,
    wakeWaitingNotifications,
    processPending,
    refreshHealth,
    compactTallies,
  ];
  const sweep = async () => {
    for (const step of steps) {
      await step().catch((error: unknown) => log.error({ err: error }, "a step of the sweep failed"));
    }
    setTimeout(sweep, SWEEP_INTERVAL).unref();
  };
  // The first query of a Prisma client is slow; this one is it, so that no visitor waits for it.
  await settleAbandonedRequests().catch((error: unknown) => log.error({ err: error }, "the database does not answer"));
  // Not waited for: there may be much to do, and requests must be taken meanwhile.
  void sweep();
}

/** Logs what a page or handler threw and nobody caught, with the route and never the address that was asked for. */
export const onRequestError: Instrumentation.onRequestError = async (error, request, context) => {
  if (process.env.NEXT_RUNTIME !== "nodejs") return;
  const { log } = await import("@/lib/log");
  const digest = error instanceof Error && "digest" in error ? error.digest : undefined;
  const requestId = request.headers["x-request-id"];
  log.error({ err: error, digest, requestId, method: request.method, route: context.routePath }, "a request failed");
};
