import "server-only";
import { db } from "@/lib/db/client";

/** How many bulk disconnects one statement changes. */
const BATCH_ROWS = 100;

/**
 * Erases the search terms of finished bulk disconnects. A term may be a user's name or email, and nothing needs it any
 * more. `erased` lists which conditions were erased (see storedFilterSchema).
 * @throws any database error
 */
export async function eraseFinishedSearches(): Promise<void> {
  while ((await eraseSome()) === BATCH_ROWS);
}

function eraseSome(): Promise<number> {
  return db().$executeRaw`
    UPDATE "BulkDisconnect" b
       SET filter = b.filter || jsonb_build_object('q', NULL, 'metadata', NULL, 'erased',
             (SELECT jsonb_agg(key ORDER BY key DESC) FROM jsonb_each_text(b.filter)
               WHERE key IN ('q', 'metadata') AND value IS NOT NULL))
     WHERE id IN (SELECT id FROM "BulkDisconnect"
                   WHERE state IN ('DONE', 'REFUSED', 'WITHDRAWN', 'EXPIRED') AND (filter->>'q' IS NOT NULL OR filter->>'metadata' IS NOT NULL)
                   LIMIT ${BATCH_ROWS}::int FOR UPDATE SKIP LOCKED)`;
}
