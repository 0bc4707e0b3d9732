import "server-only";
import { actorOf, recordAuditEvent } from "@/lib/audit/record";
import { db } from "@/lib/db/client";
import type { Staff } from "@/lib/principal";

/** Records that a staff user exports the results of a bulk disconnect. */
export async function recordBulkExport(staff: Staff, bulkDisconnectId: string): Promise<void> {
  await db().$transaction((tx) =>
    recordAuditEvent(tx, { actor: actorOf(staff), action: "bulk.exported", after: { bulkDisconnectId } }),
  );
}
