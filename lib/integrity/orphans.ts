import "server-only";
import { actorOf, recordAuditEvents } from "@/lib/audit/record";
import { disconnectAllConnections } from "@/lib/connections/disconnect/disconnect-all";
import { PATIENT_TIMEOUT_MS, patientDb } from "@/lib/db/client";
import type { Check } from "@/lib/integrity/check";
import { addJobs } from "@/lib/jobs/add-job";
import type { Operator } from "@/lib/principal";

/** How many jobs one transaction adds. */
const BATCH_ROWS = 500;

/**
 * Connections that are being disconnected, and that no job goes on with. A repair adds the job, as the retry of an admin
 * does.
 */
export async function checkDisconnecting(operator: Operator, isRepair: boolean): Promise<Check> {
  const rows = await patientDb().$queryRaw<{ id: string; merchantId: string }[]>`
    SELECT "receiptheroId" AS id, "merchantId" FROM "Connection" c
     WHERE health = 'disconnecting'
       AND NOT EXISTS (SELECT FROM graphile_worker.jobs j WHERE j.key = 'disconnect:' || c."receiptheroId")
     ORDER BY 1`;
  for (let n = 0; isRepair && n < rows.length; n += BATCH_ROWS) {
    const batch = rows.slice(n, n + BATCH_ROWS);
    const jobs = batch.map(({ id: receiptheroId }) => ({ key: receiptheroId, payload: { receiptheroId } }));
    const events = batch.map(({ id: receiptheroId, merchantId }) => ({
      actor: actorOf(operator),
      action: "connection.retried" as const,
      merchantId,
      receiptheroId,
    }));
    await patientDb().$transaction(
      async (tx) => {
        await addJobs(tx, "disconnect", jobs, 0);
        await recordAuditEvents(tx, events);
      },
      { timeout: PATIENT_TIMEOUT_MS },
    );
  }
  return { check: "disconnects without a job", found: rows.length, examples: rows.map(({ id }) => id) };
}

/** Connections that live although their business was deleted. A repair disconnects them. */
export async function checkDeletedBusinesses(operator: Operator, isRepair: boolean): Promise<Check> {
  const rows = await patientDb().$queryRaw<{ id: string; merchantId: string }[]>`
    SELECT c."receiptheroId" AS id, c."merchantId" FROM "Merchant" m JOIN "Connection" c ON c."merchantId" = m.id
     WHERE m."deletedAt" IS NOT NULL AND c.status = 'ACTIVE' ORDER BY 1`;
  if (isRepair) {
    for (const merchantId of new Set(rows.map((row) => row.merchantId))) {
      await patientDb().$transaction((tx) => disconnectAllConnections(tx, merchantId, actorOf(operator)), {
        timeout: PATIENT_TIMEOUT_MS,
      });
    }
  }
  return { check: "connections of deleted businesses", found: rows.length, examples: rows.map(({ id }) => id) };
}
