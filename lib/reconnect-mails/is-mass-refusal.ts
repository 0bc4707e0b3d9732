import "server-only";
import { db } from "@/lib/db/client";

/**
 * Connections that were used since this time before the oldest refusal count. `tokenAcceptedAt` is known to within an
 * hour.
 */
const WINDOW_HOURS = 1;

/** Fewer refused connections are never a mass refusal. */
const FEWEST = 5;

/** The share of the connections used above which it is one: more than one of so many. */
const ONE_OF = 20;

/**
 * Whether so many of the connections that were used lately were refused that the cause is the API key or ReceiptHero, and
 * not the merchants: at least 5, and more than 5 %.
 * @param oldest when the oldest refusal that is being decided began. It may be long ago, if no server ran since.
 * @throws any database error
 */
export async function isMassRefusal(oldest: Date): Promise<boolean> {
  const [{ refused }] = await db().$queryRaw<[{ refused: number }]>`
    SELECT count(DISTINCT "receiptheroId")::int AS refused FROM "TokenRefusal"
     WHERE since > ${oldest}::timestamptz - make_interval(hours => ${WINDOW_HOURS}::int)`;
  if (refused < FEWEST) return false;
  // A refused connection has not been accepted since.
  const limit = refused * (ONE_OF - 1);
  if ((await countAuthorized()) < limit) return true;
  // Counted only as far as it matters: there may be a million.
  const [{ accepted }] = await db().$queryRaw<[{ accepted: number }]>`
    SELECT count(*)::int AS accepted FROM (
      SELECT FROM "Connection"
       WHERE status = 'ACTIVE' AND health <> 'unauthorized'
         AND "tokenAcceptedAt" > ${oldest}::timestamptz - make_interval(hours => ${WINDOW_HOURS}::int)
       ORDER BY "tokenAcceptedAt" DESC LIMIT ${limit}::int) used`;
  return accepted < limit;
}

/** The active connections that are not refused, whether they were used lately or not. The cost does not grow with them. */
async function countAuthorized(): Promise<number> {
  const [{ authorized }] = await db().$queryRaw<[{ authorized: number }]>`
    SELECT coalesce(sum(delta), 0)::int AS authorized FROM "Counter"
     WHERE scope = 'health' AND key IN ('healthy', 'quiet', 'overdue')`;
  return authorized;
}
