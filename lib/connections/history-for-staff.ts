import "server-only";
import { z } from "zod";
import { NO_AUDIT_FILTER } from "@/lib/audit/filter";
import { EVENT_ORDER, findAuditEvents } from "@/lib/audit/query";
import { resolveActors } from "@/lib/audit/resolve-actors";
import { type Cursor, toPage } from "@/lib/db/keyset";
import type { Staff } from "@/lib/principal";
import { DisconnectedBy } from "@/prisma/generated/enums";

/** How many events a page of the history has. */
const PAGE = 20;

/** The details of an event that this version reads. */
const details = z.object({
  disconnectedBy: z.enum(DisconnectedBy).optional().catch(undefined),
  place: z.literal("membership").optional().catch(undefined),
  answer: z.enum(["revoked", "gone", "dead", "unconfirmed"]).optional().catch(undefined),
  reason: z.string().optional().catch(undefined),
  scopes: z.array(z.string()).optional().catch(undefined),
});

/**
 * The events of a connection, newest first, with the actor and the details of each.
 * @param after the last event of the previous page; null for the newest
 * @returns `next` is the cursor of the next page, or null
 */
export async function historyForStaff(_staff: Staff, receiptheroId: string, after: Cursor | null) {
  const found = await findAuditEvents({ ...NO_AUDIT_FILTER, connection: receiptheroId }, after, PAGE + 1);
  const { rows, next } = toPage(EVENT_ORDER, found, PAGE);
  const events = (await resolveActors(rows)).map(({ id, at, action, actor, after }) => ({
    id: String(id),
    at,
    action,
    actor,
    details: details.catch({}).parse(after),
  }));
  return { events, next };
}

export type StaffHistoryEvent = Awaited<ReturnType<typeof historyForStaff>>["events"][number];
