import "server-only";
import { Client } from "pg";
import { sessionConfig } from "@/lib/db/pool-config";
import { type Finding, fine, nameOf, warning } from "@/lib/doctor/finding";
import { env } from "@/lib/env";

/** A replica that is further behind is not read (docs/decisions/0064-read-replica.md). Seconds. */
const MAX_AGE_SECONDS = 5;

/** Checks the replica of DATABASE_REPLICA_URL, if there is one. Without it everything works, on the primary. */
export async function examineReplica(): Promise<Finding[]> {
  const { DATABASE_REPLICA_URL } = env();
  if (DATABASE_REPLICA_URL === undefined) return [];
  const limits = { connectionTimeoutMillis: 10_000, query_timeout: 10_000 };
  const client = new Client({ ...sessionConfig(DATABASE_REPLICA_URL), ...limits });
  // If the connection breaks, the query fails with the reason, so this event adds nothing.
  client.on("error", () => {});
  try {
    await client.connect();
    const { rows } = await client.query<{ isStandby: boolean; behind: number | null }>(
      `SELECT pg_is_in_recovery() AS "isStandby",
              CASE WHEN pg_last_wal_receive_lsn() = pg_last_wal_replay_lsn() THEN 0
                   ELSE extract(epoch FROM now() - pg_last_xact_replay_timestamp())::int END AS behind`,
    );
    return [judge(rows[0]?.isStandby ?? false, rows[0]?.behind ?? 0)];
  } catch (error) {
    const advice = "Check DATABASE_REPLICA_URL and whether the replica runs. Until then the primary does all the work.";
    return [warning("replica", `It does not answer (${nameOf(error)}).`, advice)];
  } finally {
    await client.end().catch(() => {});
  }
}

function judge(isStandby: boolean, behind: number): Finding {
  if (!isStandby) {
    return warning(
      "replica",
      "The database there is no standby.",
      "Let DATABASE_REPLICA_URL lead to a streaming replica.",
    );
  }
  if (behind > MAX_AGE_SECONDS) {
    return warning(
      "replica",
      `It is ${behind} seconds behind, so it is not read.`,
      "Look for a slow disk or a long query there.",
    );
  }
  return fine("replica", "It is a standby that keeps up.");
}
