import "server-only";
import { db } from "@/lib/db";

/**
 * Adds up the rows that triggers wrote to the tallies, so that summing them stays cheap however much happens. Any number
 * of servers may do it at once.
 */
export async function compactTallies(): Promise<void> {
  await db().$executeRaw`SELECT compact_tallies()`;
}
