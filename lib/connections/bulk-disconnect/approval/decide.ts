import "server-only";
import { actorOf, recordAuditEvent } from "@/lib/audit/record";
import { db } from "@/lib/db/client";
import { addJob } from "@/lib/jobs/add-job";
import { APPROVAL_HOURS } from "@/lib/lifetimes";
import type { Admin } from "@/lib/principal";

/**
 * Approves a bulk disconnect of another admin, which then runs.
 * @param id a UUID
 * @returns whether it waited for this admin. Nobody approves an own one, one that has expired, one whose connections are not all
 * selected yet, or one of a user who is no admin any more
 */
export async function approveBulkDisconnect(admin: Admin, id: string): Promise<boolean> {
  return db().$transaction(async (tx) => {
    const approved = await tx.$executeRaw`
      UPDATE "BulkDisconnect" SET state = 'RUNNING', "decidedById" = ${admin.id}::uuid, "decidedAt" = now()
       WHERE id = ${id}::uuid AND state = 'ASKED' AND "startedById" <> ${admin.id}::uuid AND cursor IS NULL
         AND EXISTS (SELECT FROM "User" u WHERE u.id = "startedById" AND u.role = 'ADMIN' AND u."disabledAt" IS NULL)
         AND "createdAt" > now() - make_interval(hours => ${APPROVAL_HOURS}::int)`;
    if (approved === 0) return false;
    await recordAuditEvent(tx, { actor: actorOf(admin), action: "bulk.approved", after: { bulkDisconnectId: id } });
    await addJob(tx, "bulk-disconnect", { bulkDisconnectId: id }, { key: id, delay: 0 });
    return true;
  });
}

/**
 * Refuses a bulk disconnect that waits for a second admin. The admin who asked withdraws it. Nothing is disconnected.
 * @param id a UUID
 * @returns whether it still waited
 */
export async function refuseBulkDisconnect(admin: Admin, id: string): Promise<boolean> {
  return db().$transaction(async (tx) => {
    const [refused] = await tx.$queryRaw<{ state: "REFUSED" | "WITHDRAWN" }[]>`
      UPDATE "BulkDisconnect" SET "decidedById" = ${admin.id}::uuid, "decidedAt" = now(), "finishedAt" = now(),
             state = (CASE "startedById" WHEN ${admin.id}::uuid THEN 'WITHDRAWN' ELSE 'REFUSED' END)::"BulkState"
       WHERE id = ${id}::uuid AND state = 'ASKED' RETURNING state`;
    if (!refused) return false;
    const action = refused.state === "WITHDRAWN" ? "bulk.withdrawn" : "bulk.refused";
    await recordAuditEvent(tx, { actor: actorOf(admin), action, after: { bulkDisconnectId: id } });
    return true;
  });
}
