import "server-only";
import { EVENT_TEXT, type Head, START, seal } from "@/lib/audit/seal/chain";
import { patientDb } from "@/lib/db/client";

/** How many seals are read at once. */
const BATCH_ROWS = 5_000;

/** How many problems are named. With more of them, somebody did more than change a row. */
const MOST_PROBLEMS = 100;

/**
 * A problem of the audit log:
 * - `changed`: the event, or its seal, is not what was sealed.
 * - `missing`: the event was removed. Its seal is there.
 * - `gap`: the seals from a position to the one before `until` were removed.
 * - `not_sealed`: the event has no seal, so it was written while the trigger was off.
 * - `other_head`: the seal at a position is not the one that was noted.
 * - `cut`: the chain ends before the position that was noted. Events were removed, or an older backup was restored.
 */
export type AuditProblem =
  | { problem: "changed" | "missing" | "not_sealed"; eventId: string }
  | { problem: "gap"; position: string; until: string }
  | { problem: "other_head" | "cut"; position: string };

/**
 * `head` is the end of the chain, or null when the check stopped before it, at too many problems. `waiting` is the number of
 * events that are not sealed yet.
 */
export type AuditCheck = { head: Head | null; waiting: number; problems: AuditProblem[] };

type Row = { position: bigint; hash: string; eventId: bigint; text: string | null };

/**
 * Compares every audit event with its seal, and every seal with the one before it.
 * @param noted a head that was logged; null to compare with none
 * @param onProgress called with the number of seals that were compared so far
 * @returns at most a hundred problems, in the order of the chain
 * @throws any database error
 */
export async function checkAuditLog(noted: Head | null, onProgress: (seals: number) => void): Promise<AuditCheck> {
  const problems: AuditProblem[] = [];
  let last = START;
  let isNotedFound = noted === null;
  let rows: Row[];
  let compared = 0;
  do {
    rows = await patientDb().$queryRaw<Row[]>`
      SELECT s.position, encode(s.hash, 'hex') AS hash, s."eventId",
             CASE WHEN e.id IS NOT NULL THEN ${EVENT_TEXT} END AS text
        FROM "AuditSeal" s LEFT JOIN "AuditEvent" e ON e.id = s."eventId"
       WHERE s.position > ${last.position} ORDER BY s.position LIMIT ${BATCH_ROWS}::int`;
    for (const row of rows) {
      const problem = problemOf(row, last);
      if (problem) problems.push(problem);
      if (row.position === noted?.position && row.hash === noted.hash) isNotedFound = true;
      last = row;
    }
    compared += rows.length;
    onProgress(compared);
  } while (rows.length === BATCH_ROWS && problems.length < MOST_PROBLEMS);
  const head = rows.length < BATCH_ROWS ? { position: last.position, hash: last.hash } : null;
  if (head && noted && !isNotedFound) {
    problems.push({ problem: noted.position > head.position ? "cut" : "other_head", position: String(noted.position) });
  }
  problems.push(...(await unsealed()));
  const [{ waiting }] = await patientDb().$queryRaw<[{ waiting: number }]>`
    SELECT count(*)::int AS waiting FROM "AuditSeal" WHERE position IS NULL`;
  return { head, waiting, problems: problems.slice(0, MOST_PROBLEMS) };
}

/** A seal that changed breaks the next one, too, so a row that is named may be the one behind it. */
function problemOf({ position, hash, eventId, text }: Row, last: Head): AuditProblem | null {
  // The hash before this one is gone, so nothing can be said of this row.
  if (position !== last.position + 1n) {
    return { problem: "gap", position: String(last.position + 1n), until: String(position) };
  }
  if (text === null) return { problem: "missing", eventId: String(eventId) };
  return seal(last.hash, text) === hash ? null : { problem: "changed", eventId: String(eventId) };
}

/** Events without a seal, and seals that wait for an event that is gone. */
async function unsealed(): Promise<AuditProblem[]> {
  const rows = await patientDb().$queryRaw<{ eventId: bigint; problem: "missing" | "not_sealed" }[]>`
    (SELECT e.id AS "eventId", 'not_sealed' AS problem FROM "AuditEvent" e
      WHERE NOT EXISTS (SELECT FROM "AuditSeal" s WHERE s."eventId" = e.id) ORDER BY 1 LIMIT ${MOST_PROBLEMS}::int)
    UNION ALL
    (SELECT s."eventId", 'missing' FROM "AuditSeal" s
      WHERE s.position IS NULL AND NOT EXISTS (SELECT FROM "AuditEvent" e WHERE e.id = s."eventId")
      ORDER BY 1 LIMIT ${MOST_PROBLEMS}::int)`;
  return rows.map(({ eventId, problem }) => ({ problem, eventId: String(eventId) }));
}
