import "server-only";
import { workOnBulkRevocation } from "@/lib/connections/bulk-disconnect/run-step";
import { finishEnding } from "@/lib/connections/disconnect/finish";
import type { Tasks } from "@/lib/jobs/worker";
import { mailEnded } from "@/lib/notifications/send-disconnected-mail";

/** How long ReceiptHero may take to confirm that a connection has ended, in milliseconds. */
const ENDING_TIMEOUT_MS = 10_000;

/** The function that does each kind of job. */
export const tasks: Tasks = {
  "end-connection": ({ receiptheroId }) => finishEnding(receiptheroId, ENDING_TIMEOUT_MS),
  "mail-ended": mailEnded,
  "revoke-in-bulk": ({ bulkRevocationId }) => workOnBulkRevocation(bulkRevocationId),
};
