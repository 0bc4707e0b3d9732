import "server-only";
import { db } from "@/lib/db/client";
import { afterCursor, type Cursor, cursorOf, orderBy, TEXT } from "@/lib/db/keyset";
import type { Staff } from "@/lib/principal";
import { Prisma } from "@/prisma/generated/client";
import type { BulkItemState } from "@/prisma/generated/enums";

/** The result for one connection of a bulk disconnect. */
export type BulkResult = {
  receiptheroId: string;
  state: BulkItemState;
  /** Why it was skipped, unless the connection was inactive. */
  skipReason: string | null;
  at: Date | null;
  /** The last error, while ReceiptHero has not confirmed. */
  waitingFor: string | null;
  label: string | null;
  business: string | null;
  /** The emails with links: how many were sent, wait, and were not sent because of the mail server or the connection. */
  sent: number;
  waiting: number;
  unsent: number;
};

/** The order of results: by the connection's id. */
export const RESULT_ORDER = [{ name: "receiptheroId", ...TEXT }] as const;

/** Selects results: those of one state or all, after a cursor, at most `limit`. */
type Page = { state: BulkItemState | null; after: Cursor | null; limit: number };

/** SQL: whether the connection was kept because nobody approved the bulk disconnect. Such items stay as they are. */
const kept = Prisma.sql`(b.state IN ('REFUSED', 'WITHDRAWN', 'EXPIRED'))`;

/** The next results of a bulk disconnect, ordered by the connection's id. */
export function listBulkResults(_staff: Staff, id: string, { state, after, limit }: Page): Promise<BulkResult[]> {
  return db().$queryRaw<BulkResult[]>`
    SELECT i."receiptheroId", i.at, c.label, m.name AS business,
           CASE WHEN NOT ${kept} THEN i.state ELSE 'SKIPPED' END AS state,
           CASE WHEN NOT ${kept} THEN i."skipReason" ELSE 'not_approved' END AS "skipReason",
           CASE i.state WHEN 'DISCONNECTING' THEN c."revocationError" END AS "waitingFor", mails.*
      FROM "BulkDisconnectItem" i JOIN "BulkDisconnect" b ON b.id = i."bulkDisconnectId"
      LEFT JOIN "Connection" c ON c."receiptheroId" = i."receiptheroId"
      LEFT JOIN "Merchant" m ON m.id = c."merchantId"
      CROSS JOIN LATERAL (
        SELECT count(*) FILTER (WHERE u.state = 'SENT')::int AS sent, count(*) FILTER (WHERE u.state = 'WAITING')::int AS waiting,
               count(*) FILTER (WHERE u.state NOT IN ('SENT', 'WAITING'))::int AS unsent
          FROM "UserMail" u
         WHERE u.kind = 'RECONNECT_LINK' AND u.about = i."receiptheroId" AND u."bulkDisconnectId" = i."bulkDisconnectId") mails
     WHERE i."bulkDisconnectId" = ${id}::uuid
       ${state ? Prisma.sql`AND i.state = ${state}::"BulkItemState"` : Prisma.empty}
       AND ${afterCursor(RESULT_ORDER, after, "i.")}
     ORDER BY ${orderBy(RESULT_ORDER, "i.")} LIMIT ${limit}`;
}

/** How many results an export reads at a time. */
const BATCH = 1_000;

/** All results of a bulk disconnect, read in batches. Memory use does not grow with their number. */
export async function* allBulkResults(staff: Staff, id: string): AsyncGenerator<BulkResult[]> {
  let after: Cursor | null = null;
  do {
    const batch: BulkResult[] = await listBulkResults(staff, id, { state: null, after, limit: BATCH });
    yield batch;
    const last = batch.at(-1);
    after = last && batch.length === BATCH ? cursorOf(RESULT_ORDER, last) : null;
  } while (after !== null);
}
