import { QUIET_DAYS, QUIET_INTERVALS } from "../../lib/connections/health/quiet-after.ts";
import type { Random } from "./random.ts";
import { DAY, HOUR, MINUTE } from "./time.ts";

/**
 * The states of connections and their weights. `watched`: healthy, with enough receipts to know the typical interval.
 */
const FATES = {
  healthy: 800,
  watched: 40,
  quiet: 40,
  overdue: 16,
  unauthorized: 8,
  disconnecting: 3,
  disconnected: 93,
};

export type Fate = keyof typeof FATES;

/** How many receipts are needed to compute an interval. */
const PACE_RECEIPTS = 5;

/** The times of a receipt; null when it has not come so far. Milliseconds since 1970. */
export type Arrival = { announcedAt: number | null; dueAt: number | null; readyAt: number | null };

/** The receipts of a connection, and the values that are computed from them. */
export type Pace = {
  receipts: Arrival[];
  typicalInterval: number | null;
  quietFrom: number | null;
  overdueFrom: number | null;
};

/** @param age of the connection, in milliseconds: a young connection cannot have states that take longer */
export function chooseFate(random: Random, age: number): Fate {
  const fate = random.weighted(FATES);
  return age > 45 * DAY || fate === "unauthorized" || (fate === "disconnected" && age > DAY) ? fate : "healthy";
}

/** Generates receipts that lead to a given state. */
export function makePace(random: Random, fate: Fate, now: number): Pace {
  if (fate === "overdue") {
    const receipts = Array.from({ length: random.between(1, 2) }, () => {
      const announcedAt = now - random.between(26, 9 * 24) * HOUR;
      return { announcedAt, dueAt: announcedAt + DAY, readyAt: null };
    });
    return {
      receipts,
      typicalInterval: null,
      quietFrom: null,
      overdueFrom: Math.min(...receipts.map(({ dueAt }) => dueAt)),
    };
  }
  if (fate !== "watched" && fate !== "quiet")
    return { receipts: [], typicalInterval: null, quietFrom: null, overdueFrom: null };

  const usual = random.between(2, 110) * HOUR;
  const patience = Math.max(QUIET_DAYS * DAY, QUIET_INTERVALS * usual);
  const silence =
    fate === "quiet" ? patience * (1.02 + random.number()) : random.number() * Math.min(usual, patience / 2);
  const last = now - silence - 5 * MINUTE;
  const receipts = Array.from({ length: PACE_RECEIPTS }, (_, index) => {
    const seenAt = last - index * usual;
    const announced = index > 0 && random.chance(0.5);
    return announced
      ? { announcedAt: seenAt, dueAt: seenAt + DAY, readyAt: seenAt + random.between(1, 90) * MINUTE }
      : { announcedAt: null, dueAt: null, readyAt: seenAt };
  });
  return { receipts, typicalInterval: usual / 1000, quietFrom: last + patience, overdueFrom: null };
}

/** How a connection was or is being disconnected. */
export function makeDisconnect(random: Random, fate: Fate, connectedAt: number, now: number) {
  const by =
    fate === "disconnected" || fate === "disconnecting"
      ? random.weighted({ MERCHANT: 58, RECEIPTHERO: 30, ADMIN: 12 })
      : null;
  const disconnectedBy = fate === "disconnecting" && by === "RECEIPTHERO" ? "MERCHANT" : by;
  const begun = connectedAt + random.number() * (now - connectedAt - HOUR);
  const disconnectingSince = fate === "disconnecting" ? now - random.between(1, 40) * HOUR : null;
  return {
    disconnectedBy,
    disconnectedAt: fate === "disconnected" ? begun : null,
    disconnectingSince,
    revocationError:
      disconnectingSince === null
        ? null
        : random.pick([
            "ReceiptHero could not be reached",
            "ReceiptHero responded to a revocation with status 503",
            "ReceiptHero responded to a revocation with status 500",
            "ReceiptHero responded to a revocation with status 401",
          ]),
  };
}
