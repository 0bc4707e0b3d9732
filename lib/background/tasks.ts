import "server-only";
import { workOnBulkRevocation } from "@/lib/admin/bulk/work";
import { finishEnding } from "@/lib/connections/finish-ending";
import type { Tasks } from "@/lib/jobs/worker";
import { mailEnded } from "@/lib/notifications/mail-ended";

/** How long ReceiptHero may take to confirm that a connection has ended, in milliseconds. */
const ENDING_TIMEOUT_MS = 10_000;

/** The function that does each kind of job. */
export const tasks: Tasks = {
  "end-connection": ({ receiptheroId }) => finishEnding(receiptheroId, ENDING_TIMEOUT_MS),
  "mail-ended": mailEnded,
  "revoke-in-bulk": ({ bulkRevocationId }) => workOnBulkRevocation(bulkRevocationId),
};
