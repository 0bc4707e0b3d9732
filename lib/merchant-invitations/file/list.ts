import "server-only";
import { db } from "@/lib/db/client";
import { afterCursor, type Cursor, NEWEST_FIRST, orderBy, toPage } from "@/lib/db/keyset";
import type { Staff } from "@/lib/principal";
import type { MerchantInvitationFileState } from "@/prisma/generated/enums";

/** How many files a page shows. */
const LIMIT = 20;

type Row = {
  id: string;
  state: MerchantInvitationFileState;
  createdAt: Date;
  uploadedBy: string | null;
  /** How many lines have arrived, and how many of them were refused. */
  lines: number;
  refused: number;
};

/**
 * The files of invitations, newest first.
 * @param after the last file of the previous page; null for the newest
 */
export async function listInvitationFiles(_staff: Staff, after: Cursor | null) {
  const rows = await db().$queryRaw<Row[]>`
    SELECT f.id, f.state, f."createdAt", u.email AS "uploadedBy",
           (SELECT coalesce(sum(delta), 0)::int FROM "Counter" WHERE scope = 'invitation-file:' || f.id) AS lines,
           (SELECT coalesce(sum(delta), 0)::int FROM "Counter" WHERE scope = 'invitation-file:' || f.id AND key = 'REFUSED') AS refused
      FROM (SELECT * FROM "MerchantInvitationFile" WHERE ${afterCursor(NEWEST_FIRST, after)}
             ORDER BY ${orderBy(NEWEST_FIRST)} LIMIT ${LIMIT + 1}) f
      LEFT JOIN "User" u ON u.id = f."uploadedById"
     ORDER BY ${orderBy(NEWEST_FIRST, "f.")}`;
  return toPage(NEWEST_FIRST, rows, LIMIT);
}
