import "server-only";
import { z } from "zod";
import { resolveActors } from "@/lib/audit/resolve-actors";
import { db } from "@/lib/db/client";
import type { Staff } from "@/lib/principal";
import { RemovedBy } from "@/prisma/generated/enums";

/** How many events a page of the timeline has. */
const PAGE = 20;

/** What is recorded of an event besides that it happened, as far as this version reads it. */
const details = z.object({
  removedBy: z.enum(RemovedBy).optional().catch(undefined),
  place: z.literal("membership").optional().catch(undefined),
  answer: z.enum(["revoked", "gone", "dead", "unconfirmed"]).optional().catch(undefined),
  reason: z.string().optional().catch(undefined),
  scopes: z.array(z.string()).optional().catch(undefined),
});

/** Where a page of the timeline begins: the number of the event before it, as the address has it. */
export const beforeSchema = z
  .string()
  .regex(/^\d{1,18}$/)
  .transform(BigInt);

/**
 * What happened to a connection, newest first, with who did it and what was recorded of it.
 * @param before the event that the page comes after; null for the newest
 * @returns `earlier` is what to give as `before` for the page after this one, or null
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
