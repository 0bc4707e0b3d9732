import "server-only";
import { z } from "zod";
import type { AuditAction } from "@/lib/audit/actions";
import { db } from "@/lib/db/client";
import type { Viewer } from "@/lib/principal";
import { Prisma } from "@/prisma/generated/client";

/** How many views a merchant's page shows. */
const LIMIT = 20;

const STARTED = "merchant.view_started" satisfies AuditAction;
const ENDED = "merchant.view_ended" satisfies AuditAction;

type Row = { id: bigint; at: Date; action: string; after: unknown };

const details = z.object({ viewId: z.uuid() });

/**
 * When staff viewed a merchant, newest first, from the audit log: the rows of views are gone by then.
 * @returns `endedAt` is null when nobody ended the view. It then ended with its time, or with the session
 */
export async function listMerchantViews({ merchant }: Viewer): Promise<MerchantViewRecord[]> {
  const events = await db().$queryRaw<Row[]>`${viewEventsOf(merchant.id)}`;
  const ends = new Map(
    events.filter(({ action }) => action === ENDED).map(({ at, after }) => [details.safeParse(after).data?.viewId, at]),
  );
  return events
    .filter(({ action }) => action === STARTED)
    .slice(0, LIMIT)
    .map(({ id, at, after }) => {
      const viewId = details.safeParse(after).data?.viewId;
      return { id: String(id), startedAt: at, endedAt: (viewId !== undefined && ends.get(viewId)) || null };
    });
}

export type MerchantViewRecord = { id: string; startedAt: Date; endedAt: Date | null };

/** SQL: the audit events of a merchant's views, newest first. The actions stand as in the index `AuditEvent_views_idx`. */
export function viewEventsOf(merchantId: string): Prisma.Sql {
  // An end follows its start, so the pairs of the newest starts are complete.
  return Prisma.sql`
    SELECT id, at, action, after FROM "AuditEvent"
     WHERE "merchantId" = ${merchantId}::uuid AND action IN ('merchant.view_started', 'merchant.view_ended')
     ORDER BY id DESC LIMIT ${2 * LIMIT}::int`;
}
