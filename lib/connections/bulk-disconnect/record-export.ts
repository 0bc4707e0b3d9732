import "server-only";
import { recordAuditEvent } from "@/lib/audit/record";
import { db } from "@/lib/db/client";
import type { User } from "@/lib/principal";

/** Records that someone of the staff takes the results of an order away. @param staff the caller has made sure of the role */
export async function recordBulkExport(staff: User, bulkRevocationId: string): Promise<void> {
  const actor = { type: "USER", id: staff.id } as const;
  await db().$transaction((tx) =>
    recordAuditEvent(tx, { actor, action: "bulk.exported", after: { bulkRevocationId } }),
  );
}
