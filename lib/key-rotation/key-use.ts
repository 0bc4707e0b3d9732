import "server-only";
import { patientDb } from "@/lib/db/client";
import { env } from "@/lib/env";
import type { Operator, Scraper, Staff } from "@/lib/principal";

/** A key, and how many rows need it. `seals`: new rows are sealed with it. `missing`: TOKEN_KEYS does not have it. */
export type KeyUse = { id: string; state: "seals" | "former" | "missing"; rows: number };

/** The keys of TOKEN_KEYS, in its order, and behind them those that rows need and that it lacks. */
export async function keyUse(_reader: Staff | Scraper | Operator): Promise<KeyUse[]> {
  const ring = env().TOKEN_KEYS.map(({ id }) => id);
  const counts = await countRowsByKey();
  const missing = counts.map(({ id }) => id).filter((id) => !ring.includes(id));
  return [...ring, ...missing].map((id, n) => ({
    id,
    state: n === 0 ? "seals" : n < ring.length ? "former" : "missing",
    rows: counts.find((count) => count.id === id)?.rows ?? 0,
  }));
}

/** How many rows need each key that any row needs. It takes about 0.2 s a million rows. */
export function countRowsByKey(): Promise<{ id: string; rows: number }[]> {
  return patientDb().$queryRaw<{ id: string; rows: number }[]>`
    SELECT key AS id, sum(sealed_rows)::int AS rows FROM count_sealed_rows() GROUP BY key ORDER BY key`;
}
