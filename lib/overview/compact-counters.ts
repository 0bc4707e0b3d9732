import "server-only";
import { patientPool } from "@/lib/db/client";

/**
 * Sums up the rows that triggers add to the counters, so that reading the counters stays cheap. Several servers may run
 * this at once. It has the long timeout: after an import there may be very many rows, and a run that gave up would
 * leave even more for the next one.
 */
export async function compactCounters(): Promise<void> {
  await patientPool().query("SELECT compact_counters()");
}
