import "server-only";
import { actorOf, recordAuditEvent } from "@/lib/audit/record";
import { db } from "@/lib/db/client";
import { addJob } from "@/lib/jobs/add-job";
import type { InvitationFilter } from "@/lib/merchant-invitations/filter";
import type { Admin } from "@/lib/principal";

/**
 * Creates a bulk reminder. Background jobs carry it out.
 * @param id made with the form, so submitting the form twice creates one bulk reminder
 * @param confirmedCount how many invitations the admin was shown. No more than these are reminded
 */
export async function startBulkReminder(
  admin: Admin,
  id: string,
  filter: InvitationFilter,
  confirmedCount: number,
): Promise<void> {
  await db().$transaction(async (tx) => {
    const created = await tx.$executeRaw`
      INSERT INTO "BulkReminder" (id, "startedById", filter, "confirmedCount")
      VALUES (${id}::uuid, ${admin.id}::uuid, ${JSON.stringify(filter)}::jsonb, ${confirmedCount}::int)
      ON CONFLICT DO NOTHING`;
    if (created === 0) return;
    const after = { bulkReminderId: id, count: confirmedCount, state: filter.state, isSearch: filter.q !== null };
    await recordAuditEvent(tx, { actor: actorOf(admin), action: "reminders.started", after });
    await addJob(tx, "bulk-reminder", { bulkReminderId: id }, { key: id, delay: 0 });
  });
}
