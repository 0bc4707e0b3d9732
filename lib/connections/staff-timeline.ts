import "server-only";
import { z } from "zod";
import { resolveActors } from "@/lib/audit/resolve-actors";
import { db } from "@/lib/db/client";
import type { Staff } from "@/lib/principal";
import { RemovedBy } from "@/prisma/generated/enums";

/** How many events a page of the timeline has. */
const PAGE = 20;

/** The details of an event that this version reads. */
const details = z.object({
  removedBy: z.enum(RemovedBy).optional().catch(undefined),
  place: z.literal("membership").optional().catch(undefined),
  answer: z.enum(["revoked", "gone", "dead", "unconfirmed"]).optional().catch(undefined),
  reason: z.string().optional().catch(undefined),
  scopes: z.array(z.string()).optional().catch(undefined),
});

/** The cursor of a page of the timeline: the number of the event before it, as the URL contains it. */
export const beforeSchema = z
  .string()
  .regex(/^\d{1,18}$/)
  .transform(BigInt);

/**
 * The events of a connection, newest first, with the actor and the details of each.
 * @param before the last event of the previous page; null for the newest
 * @returns `earlier` is the value of `before` for the next page, or null
 */
export async function connectionTimeline(_staff: Staff, receiptheroId: string, before: bigint | null) {
  const found = await db().auditEvent.findMany({
    where: { receiptheroId, ...(before !== null && { id: { lt: before } }) },
    orderBy: { id: "desc" },
    take: PAGE + 1,
    select: { id: true, at: true, action: true, actorType: true, actorId: true, after: true },
  });
  const page = found.slice(0, PAGE);
  const events = (await resolveActors(page)).map(({ id, after, ...event }) => ({
    ...event,
    id: String(id),
    details: details.catch({}).parse(after),
  }));
  return { events, earlier: found.length > PAGE ? String(page.at(-1)?.id) : null };
}

export type TimelineEvent = Awaited<ReturnType<typeof connectionTimeline>>["events"][number];
