import "server-only";
import { actorOf } from "@/lib/audit/record";
import { disconnectAllConnections } from "@/lib/connections/disconnect/disconnect-all";
import { db, patientDb } from "@/lib/db/client";
import type { Check } from "@/lib/integrity/check";
import { addJobs } from "@/lib/jobs/add-job";
import type { Operator } from "@/lib/principal";

/** Connections that are being disconnected, and that no job goes on with. A repair adds the job. */
export async function checkDisconnecting(isRepair: boolean): Promise<Check> {
  const rows = await patientDb().$queryRaw<{ id: string }[]>`
    SELECT "receiptheroId" AS id FROM "Connection" c
     WHERE health = 'disconnecting'
       AND NOT EXISTS (SELECT FROM graphile_worker.jobs j WHERE j.key = 'disconnect:' || c."receiptheroId")
     ORDER BY 1`;
  const ids = rows.map(({ id }) => id);
  if (isRepair && ids.length > 0) {
    const jobs = ids.map((receiptheroId) => ({ key: receiptheroId, payload: { receiptheroId } }));
    await db().$transaction((tx) => addJobs(tx, "disconnect", jobs, 0));
  }
  return { check: "disconnects without a job", found: ids.length, examples: ids };
}

/** Connections that live although their business was deleted. A repair disconnects them. */
export async function checkDeletedBusinesses(operator: Operator, isRepair: boolean): Promise<Check> {
  const rows = await patientDb().$queryRaw<{ id: string; merchantId: string }[]>`
    SELECT c."receiptheroId" AS id, c."merchantId" FROM "Merchant" m JOIN "Connection" c ON c."merchantId" = m.id
     WHERE m."deletedAt" IS NOT NULL AND c.status = 'ACTIVE' ORDER BY 1`;
  if (isRepair) {
    for (const merchantId of new Set(rows.map((row) => row.merchantId))) {
      await db().$transaction((tx) => disconnectAllConnections(tx, merchantId, actorOf(operator)));
    }
  }
  return { check: "connections of deleted businesses", found: rows.length, examples: rows.map(({ id }) => id) };
}
