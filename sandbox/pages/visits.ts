import { randomToken } from "../secrets.ts";
import type { Store } from "../state/store.ts";

/** How long an opened page can be answered, by the sandbox clock. */
const VISIT_LIFETIME_MS = 30 * 60_000;

/** How many opened pages are remembered. */
const MOST_VISITS_KEPT = 500;

/** A page that was opened and not answered yet; the form sends `id` and `csrf` back. */
export type Visit = { id: string; csrf: string; expiresAt: number };

/** The id, the secret and the end of a new visit. */
export function newVisit(store: Store): Visit {
  return { id: randomToken(), csrf: randomToken(), expiresAt: store.now() + VISIT_LIFETIME_MS };
}

/** The visits and a new one. The oldest one makes way when there are too many. */
export function withVisit<V extends Visit>(visits: readonly V[], visit: V): V[] {
  return [...visits, visit].slice(-MOST_VISITS_KEPT);
}

/** The visit with this id, while it can be answered. */
export function findVisit<V extends Visit>(visits: readonly V[], id: string | null, now: number): V | undefined {
  return visits.find((candidate) => candidate.id === id && now < candidate.expiresAt);
}
