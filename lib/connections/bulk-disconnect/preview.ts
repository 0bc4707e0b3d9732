import "server-only";
import { eligible, fromBulkSelection } from "@/lib/connections/bulk-disconnect/eligible";
import type { Selection } from "@/lib/connections/selection";
import { patientDb } from "@/lib/db/client";
import type { Admin } from "@/lib/principal";
import type { BulkAction } from "@/prisma/generated/enums";

/** How many connections the preview names. */
const NAMED = 5;

type Named = { receiptheroId: string; label: string; business: string };

/** The connections that a bulk action would affect, counted exactly. */
export async function previewSelection(_admin: Admin, action: BulkAction, selection: Selection) {
  const counts = await countSelection(action, selection);
  // With no matches, LIMIT would scan everything.
  return { ...counts, first: counts.active > 0 ? await firstOf(action, selection) : [] };
}

/**
 * How many connections a selection has, and how many of them the action concerns.
 */
export async function countSelection(
  action: BulkAction,
  selection: Selection,
): Promise<{ matched: number; active: number }> {
  const [counts] = await patientDb().$queryRaw<[{ matched: number; active: number }]>`
    SELECT count(*)::int AS matched, (count(*) FILTER (WHERE ${eligible(action)}))::int AS active
      ${fromBulkSelection(action, selection)}`;
  return counts;
}

function firstOf(action: BulkAction, selection: Selection): Promise<Named[]> {
  return patientDb().$queryRaw<Named[]>`
    SELECT chosen."receiptheroId", chosen.label, m.name AS business
      FROM (SELECT c."receiptheroId", c.label, c."merchantId", c."connectedAt" ${fromBulkSelection(action, selection)}
               AND ${eligible(action)} ORDER BY c."connectedAt" DESC, c."receiptheroId" LIMIT ${NAMED}) chosen
      JOIN "Merchant" m ON m.id = chosen."merchantId"
     ORDER BY chosen."connectedAt" DESC, chosen."receiptheroId"`;
}
