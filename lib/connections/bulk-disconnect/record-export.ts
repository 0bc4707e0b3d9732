import "server-only";
import { actorOf, recordAuditEvent } from "@/lib/audit/record";
import { db } from "@/lib/db/client";
import type { User } from "@/lib/principal";

/** Records that someone of the staff takes the results of an order away. @param staff the caller has made sure of the role */
export async function recordBulkExport(staff: User, bulkRevocationId: string): Promise<void> {
  await db().$transaction((tx) =>
    recordAuditEvent(tx, { actor: actorOf(staff), action: "bulk.exported", after: { bulkRevocationId } }),
  );
}
