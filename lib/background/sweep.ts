import "server-only";
import { noteDeadJobs } from "@/lib/alarms/note";
import { raiseAlarms } from "@/lib/alarms/raise";
import { sealAuditEvents } from "@/lib/audit/seal/seal-events";
import { settleAbandonedRequests } from "@/lib/authorization/settle";
import { deleteExpired } from "@/lib/background/delete-expired";
import { requeueForgotten } from "@/lib/background/requeue-forgotten";
import { tasks } from "@/lib/background/tasks";
import { expireSessions } from "@/lib/connect-sessions/status";
import { expireAskedBulkDisconnects } from "@/lib/connections/bulk-disconnect/approval/expire";
import { eraseFinishedSearches } from "@/lib/connections/bulk-disconnect/erase-searches";
import { refreshHealth } from "@/lib/connections/health/refresh";
import { queueDigests } from "@/lib/digests/queue";
import { env } from "@/lib/env";
import { startDelivering } from "@/lib/events/deliver/run";
import { sweepImports } from "@/lib/imports/sweep";
import { releaseDeadJobs } from "@/lib/jobs/release-dead-jobs";
import { startWorker } from "@/lib/jobs/worker";
import { reseal } from "@/lib/key-rotation/reseal";
import { log } from "@/lib/log";
import { sweepInvitationFiles } from "@/lib/merchant-invitations/file/sweep";
import { sweepInvitations } from "@/lib/merchant-invitations/send";
import { keepMonths } from "@/lib/notifications/bodies/months";
import { moveBodies } from "@/lib/notifications/bodies/move";
import { processPending } from "@/lib/notifications/process";
import { releaseAllWaiting } from "@/lib/notifications/state";
import { recoverOutgoingReceipts } from "@/lib/outgoing-receipts/recover";
import { compactCounters } from "@/lib/overview/compact-counters";
import { decideRefusals } from "@/lib/reconnect-mails/decide";
import { sweepUserMails } from "@/lib/user-mails/send";

/** The pause between two sweeps, in milliseconds. */
const SWEEP_INTERVAL_MS = 30_000;

/** Started at the first sweep that reaches the database, because a server may start before its database. */
let worker: { stop(): Promise<unknown> } | "off" | null = null;

async function startWorking(): Promise<void> {
  if (worker !== null || env().ROLE === "web") return;
  const started = await startWorker(tasks);
  // The server was told to end while it started.
  if (worker === "off") return started.stop();
  const stopDelivering = startDelivering();
  worker = { stop: () => Promise.all([started.stop(), stopDelivering()]) };
}

/**
 * Begins no more jobs and deliveries of events, and waits for those that are running: a receipt whose sending were cut off
 * would be in doubt, and an event would be sent again.
 * @throws any error of the worker
 */
export async function finishJobs(): Promise<void> {
  const running = worker;
  worker = "off";
  if (running !== null && running !== "off") await running.stop();
}

/**
 * Runs the sweep now and every 30 seconds. It finishes the work of dead servers, and deletes expired rows. Resolves
 * after the first one, which may take long; the sweeps continue.
 */
export async function startSweeping(): Promise<void> {
  const steps: (() => Promise<unknown>)[] = [
    settleAbandonedRequests,
    expireSessions,
    expireAskedBulkDisconnects,
    releaseDeadJobs,
    startWorking,
    releaseAllWaiting,
    processPending,
    recoverOutgoingReceipts,
    sweepInvitations,
    refreshHealth,
    decideRefusals,
    noteDeadJobs,
    raiseAlarms,
    queueDigests,
    sweepUserMails,
    compactCounters,
    sealAuditEvents,
    deleteExpired,
    eraseFinishedSearches,
    sweepImports,
    requeueForgotten,
    reseal,
    sweepInvitationFiles,
    keepMonths,
    moveBodies,
  ];
  const sweep = async () => {
    for (const step of steps) {
      await step().catch((error: unknown) => log.error({ err: error }, "a step of the sweep failed"));
    }
    setTimeout(sweep, SWEEP_INTERVAL_MS).unref();
  };
  await sweep();
}
