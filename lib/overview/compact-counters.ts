import "server-only";
import { patientDb } from "@/lib/db/client";

/**
 * Adds up the rows that triggers wrote to the counters, so that summing them stays cheap however much happens. Any number
 * of servers may do it at once. It has the long timeout: after an import there may be very many rows, and if it gave up
 * halfway, they would only become more.
 */
export async function compactCounters(): Promise<void> {
  await patientDb().$executeRaw`SELECT compact_counters()`;
}
