import "server-only";
import { readCounters, sumsOf } from "@/lib/overview/counters";
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
  const counts = await sumsOf(days);
  const states = (await readCounters(days)).filter(({ day }) => day === null);
  const stuck = stuckStates.map((state) => ({ state, count: states.find(({ key }) => key === state)?.n ?? 0 }));
  return {
    invited: counts.get("invitation:created") ?? 0,
    opened: counts.get("invitation:opened") ?? 0,
    connected: counts.get("invitation:connected") ?? 0,
    stuck: stuck.filter((one) => one.count > 0).sort((a, b) => b.count - a.count),
  };
}
