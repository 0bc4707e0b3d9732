import { startWorker, type Tasks } from "@/lib/jobs/worker";

const nothing = async () => {};

const IDLE: Tasks = {
  disconnect: nothing,
  "send-disconnected-mail": nothing,
  "bulk-disconnect": nothing,
  "send-receipt": nothing,
  import: nothing,
  "send-invitations": nothing,
  "invitation-file": nothing,
  "send-user-mails": nothing,
  "bulk-reminder": nothing,
};

/** Starts a worker that does the given jobs, and takes every other one without doing anything. */
export const startWorkerOf = (tasks: Partial<Tasks>) => startWorker({ ...IDLE, ...tasks });
