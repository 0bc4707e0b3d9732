import "server-only";
import { PATIENT_TIMEOUT_MS, patientDb } from "@/lib/db/client";
import type { Check } from "@/lib/integrity/check";
import { Prisma } from "@/prisma/generated/client";

type Wrong = { scope: string; key: string };

/**
 * SQL: the counters that differ from what they count, and by how much. One statement is one snapshot, so changes at the
 * same time do no harm. Those of a day count what happened, which no row shows any more, so they are not compared.
 */
const WRONG = Prisma.sql`
  WITH counted AS (SELECT scope, key, sum(delta) AS n FROM "Counter" WHERE scope NOT LIKE 'day:%' GROUP BY scope, key),
       there AS (
         SELECT 'health' AS scope, health::text AS key, count(*) AS n FROM "Connection" GROUP BY 1, 2
         UNION ALL SELECT 'invitations', state::text, count(*) FROM "MerchantInvitation" GROUP BY 1, 2
         UNION ALL SELECT 'bulk:' || "bulkDisconnectId", state::text, count(*) FROM "BulkDisconnectItem" GROUP BY 1, 2
         UNION ALL SELECT 'import:' || "importId", state::text, count(*) FROM "ImportLine" GROUP BY 1, 2
         UNION ALL SELECT 'invitation-file:' || "fileId", state::text, count(*) FROM "MerchantInvitationLine" GROUP BY 1, 2),
       wrong AS (SELECT scope, key, coalesce(there.n, 0) - coalesce(counted.n, 0) AS delta
                   FROM there FULL JOIN counted USING (scope, key)
                  WHERE coalesce(there.n, 0) <> coalesce(counted.n, 0))`;

/** Compares the counters with what they count. A repair adds what is missing. */
export async function checkCounters(isRepair: boolean): Promise<Check> {
  const wrong = isRepair ? await repair() : await patientDb().$queryRaw<Wrong[]>`${WRONG} SELECT scope, key FROM wrong`;
  return { check: "counters", found: wrong.length, examples: wrong.map(({ scope, key }) => `${scope} ${key}`).sort() };
}

/** One repair at a time: two at once would each add what is missing. The second finds what the first added. */
function repair(): Promise<Wrong[]> {
  return patientDb().$transaction(
    async (tx) => {
      await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtext('repair_counters'))`;
      return tx.$queryRaw<Wrong[]>`
        ${WRONG} INSERT INTO "Counter" (scope, key, delta) SELECT scope, key, delta FROM wrong RETURNING scope, key`;
    },
    { timeout: 2 * PATIENT_TIMEOUT_MS },
  );
}
