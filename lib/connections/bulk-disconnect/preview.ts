import "server-only";
import { fromSelection, type Selection } from "@/lib/connections/selection";
import { patientDb } from "@/lib/db/client";
import type { Admin } from "@/lib/principal";

/** How many connections the preview names. */
const NAMED = 5;

type Named = { receiptheroId: string; label: string; business: string };

/** The connections that a bulk disconnect would affect, counted exactly. */
export async function previewSelection(_admin: Admin, selection: Selection) {
  const counts = await countSelection(selection);
  // With no matches, LIMIT would scan everything.
  return { ...counts, first: counts.active > 0 ? await firstOf(selection) : [] };
}

/**
 * How many connections a selection has, and how many of them are active. Only active connections can be disconnected.
 */
export async function countSelection(selection: Selection): Promise<{ matched: number; active: number }> {
  const [counts] = await patientDb().$queryRaw<[{ matched: number; active: number }]>`
    SELECT count(*)::int AS matched, (count(*) FILTER (WHERE c.status = 'ACTIVE'))::int AS active
      ${fromSelection(selection)}`;
  return counts;
}

function firstOf(selection: Selection): Promise<Named[]> {
  return patientDb().$queryRaw<Named[]>`
    SELECT chosen."receiptheroId", chosen.label, m.name AS business
      FROM (SELECT c."receiptheroId", c.label, c."merchantId", c."connectedAt" ${fromSelection(selection)}
               AND c.status = 'ACTIVE' ORDER BY c."connectedAt" DESC, c."receiptheroId" LIMIT ${NAMED}) chosen
      JOIN "Merchant" m ON m.id = chosen."merchantId"
     ORDER BY chosen."connectedAt" DESC, chosen."receiptheroId"`;
}
