import "server-only";
import { type FailureReason, failureReasons } from "@/lib/errors/failure-reasons";
import { sumsOf } from "@/lib/overview/counters";
import type { DateRange } from "@/lib/overview/range";
import type { Staff } from "@/lib/principal";

/** Why an authorization request did not create a connection: a stored reason, or the user has not returned (yet). */
type LossReason = FailureReason | "never_returned" | "under_way";

/** The outcomes of the authorization requests of a period. `started` is `connected` plus all of `lost`. */
export type Funnel = {
  started: number;
  returned: number;
  connected: number;
  /** The reasons that occurred, the most frequent first. */
  lost: { reason: LossReason; count: number }[];
};

/** The outcomes of the authorization requests of the last days (UTC), today included. */
export async function authorizationFunnel(_staff: Staff, days: DateRange): Promise<Funnel> {
  const counts = await sumsOf(days);
  const count = (name: string) => counts.get(name) ?? 0;

  const [started, returned, connected] = [count("started"), count("returned"), count("outcome:connected")];
  const failed = failureReasons.map((reason) => ({ reason, count: count(`outcome:${reason}`) }));
  const underWay = returned - connected - failed.reduce((sum, { count }) => sum + count, 0);
  const lost = [
    ...failed,
    { reason: "never_returned" as const, count: started - returned },
    { reason: "under_way" as const, count: underWay },
  ];
  return {
    started,
    returned,
    connected,
    lost: lost.filter(({ count }) => count > 0).sort((a, b) => b.count - a.count),
  };
}
