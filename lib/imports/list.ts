import "server-only";
import { resolveActors } from "@/lib/audit/resolve-actors";
import { db } from "@/lib/db/client";
import { afterCursor, type Cursor, NEWEST_FIRST, orderBy, toPage } from "@/lib/db/keyset";
import type { Staff } from "@/lib/principal";
import type { ActorType, ImportState } from "@/prisma/generated/enums";

/** How many imports a page shows. */
const LIMIT = 20;

type Row = {
  id: string;
  state: ImportState;
  createdAt: Date;
  actorType: ActorType;
  actorId: string | null;
  /** How many lines have arrived, and how many of them were refused. */
  lines: number;
  refused: number;
};

/**
 * The imports, newest first.
 * @param after the last import of the previous page; null for the newest
 */
export async function listImports(_staff: Staff, after: Cursor | null) {
  const rows = await db().$queryRaw<Row[]>`
    SELECT i.id, i.state, i."createdAt", i."startedByType" AS "actorType", i."startedById" AS "actorId",
           (SELECT coalesce(sum(delta), 0)::int FROM "Counter" WHERE scope = 'import:' || i.id) AS lines,
           (SELECT coalesce(sum(delta), 0)::int FROM "Counter" WHERE scope = 'import:' || i.id AND key = 'REFUSED') AS refused
      FROM (SELECT * FROM "Import" WHERE ${afterCursor(NEWEST_FIRST, after)}
             ORDER BY ${orderBy(NEWEST_FIRST)} LIMIT ${LIMIT + 1}) i
     ORDER BY ${orderBy(NEWEST_FIRST, "i.")}`;
  const page = toPage(NEWEST_FIRST, rows, LIMIT);
  return { imports: await resolveActors(page.rows), next: page.next };
}
