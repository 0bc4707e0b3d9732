import "server-only";
import { z } from "zod";
import { resolveActors } from "@/lib/audit/resolve-actors";
import { db } from "@/lib/db/client";
import { countLines } from "@/lib/imports/count-lines";
import { importFailure } from "@/lib/imports/failures";
import type { ApiKey, Staff } from "@/lib/principal";

/**
 * An import and its exact progress.
 * @returns null when no import has this id
 */
export async function getImport(_reader: Staff | ApiKey<"connections:read"> | ApiKey<"connections:write">, id: string) {
  if (!z.uuid().safeParse(id).success) return null;
  const [found, counts] = await Promise.all([
    db().import.findUnique({
      where: { id },
      select: {
        id: true,
        state: true,
        failure: true,
        createdAt: true,
        receivedAt: true,
        finishedAt: true,
        startedByType: true,
        startedById: true,
      },
    }),
    countLines(id),
  ]);
  if (!found) return null;
  const { startedByType: actorType, startedById: actorId, failure, ...rest } = found;
  const [named] = await resolveActors([{ actorType, actorId }]);
  const total = counts.WAITING + counts.IMPORTED + counts.UPDATED + counts.UNCHANGED + counts.REFUSED;
  return {
    ...rest,
    failure: importFailure.safeParse(failure).data ?? null,
    startedBy: named?.actor ?? null,
    counts,
    /** The lines that have arrived. */
    total,
    /** The lines that have a result. */
    handled: total - counts.WAITING,
  };
}

export type FoundImport = NonNullable<Awaited<ReturnType<typeof getImport>>>;
