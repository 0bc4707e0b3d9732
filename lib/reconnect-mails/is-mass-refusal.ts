import "server-only";
import type { Transaction } from "@/lib/db/client";

/** Of the connections used in this time, the refused ones are counted. `tokenAcceptedAt` is known to within an hour. */
const WINDOW_HOURS = 1;

/** Fewer refused connections are never a mass refusal. */
const FEWEST = 5;

/** The share of the connections used above which it is one: more than one of so many. */
const ONE_OF = 20;

/**
 * Whether so many of the connections that were used lately were refused that the cause is the API key or ReceiptHero, and
 * not the merchants: at least 5, and more than 5 %.
 */
export async function isMassRefusal(tx: Transaction): Promise<boolean> {
  const [{ refused }] = await tx.$queryRaw<[{ refused: number }]>`
    SELECT count(DISTINCT "receiptheroId")::int AS refused FROM "TokenRefusal"
     WHERE since > now() - make_interval(hours => ${WINDOW_HOURS}::int)`;
  if (refused < FEWEST) return false;
  // Counted only as far as it matters: there may be a million. A refused connection has not been accepted since.
  const limit = refused * (ONE_OF - 1);
  const [{ accepted }] = await tx.$queryRaw<[{ accepted: number }]>`
    SELECT count(*)::int AS accepted FROM (
      SELECT FROM "Connection"
       WHERE status = 'ACTIVE' AND health <> 'unauthorized' AND "tokenAcceptedAt" > now() - make_interval(hours => ${WINDOW_HOURS}::int)
       ORDER BY "tokenAcceptedAt" DESC LIMIT ${limit}::int) used`;
  return accepted < limit;
}
