import "server-only";
import { db } from "@/lib/db/client";
import type { DateRange } from "@/lib/overview/range";
import type { Staff } from "@/lib/principal";

/** Why invitations don't get on: the states of those that need an admin, or time. */
const stuckStates = ["refused", "in_doubt", "expired", "waiting"] as const;

/** How far the merchant invitations of a period have come, and how many of all are stuck now. */
export type InvitationFunnel = {
  invited: number;
  opened: number;
  connected: number;
  /** The states that occur, the most frequent first. */
  stuck: { state: (typeof stuckStates)[number]; count: number }[];
};

/** The merchant invitations of the last days (UTC), today included, from the counters. */
export async function invitationFunnel(_staff: Staff, days: DateRange): Promise<InvitationFunnel> {
  const rows = await db().$queryRaw<{ name: string; n: number }[]>`
    SELECT key AS name, sum(delta)::int AS n
      FROM generate_series(0, ${days}::int - 1) ago JOIN "Counter" ON scope = day_scope(now() - ago * interval '24 hours')
     WHERE key LIKE 'invitation:%' GROUP BY key
    UNION ALL
    SELECT 'state:' || key, sum(delta)::int FROM "Counter" WHERE scope = 'invitations' GROUP BY key`;
  const counts = new Map(rows.map(({ name, n }) => [name, n]));
  const count = (name: string) => counts.get(name) ?? 0;
  const stuck = stuckStates.map((state) => ({ state, count: count(`state:${state}`) }));
  return {
    invited: count("invitation:created"),
    opened: count("invitation:opened"),
    connected: count("invitation:connected"),
    stuck: stuck.filter((one) => one.count > 0).sort((a, b) => b.count - a.count),
  };
}
