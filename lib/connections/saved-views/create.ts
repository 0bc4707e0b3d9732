import "server-only";
import { randomBytes } from "node:crypto";
import { actorOf, recordAuditEvent } from "@/lib/audit/record";
import { db } from "@/lib/db/client";
import type { Staff } from "@/lib/principal";

/** All of them are above the list. */
export const MAX_SAVED_VIEWS = 50;

/** Eight characters of an address. */
const ID_BYTES = 6;

/**
 * Saves a view of the list of connections for all staff.
 * @param view its name, and the query of its address, which the caller has read and written again
 * @returns its id; null when there are `MAX_SAVED_VIEWS` already
 */
export async function createSavedView(
  staff: Staff,
  { name, query }: { name: string; query: string },
): Promise<string | null> {
  const id = randomBytes(ID_BYTES).toString("base64url");
  return db().$transaction(async (tx) => {
    // Two at once would both count one too few.
    await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtext('create_saved_view'))`;
    const created = await tx.$executeRaw`
      INSERT INTO "SavedView" (id, name, query, "createdById")
      SELECT ${id}, ${name}, ${query}, ${staff.id}::uuid WHERE (SELECT count(*) FROM "SavedView") < ${MAX_SAVED_VIEWS}::int`;
    if (created === 0) return null;
    await recordAuditEvent(tx, {
      actor: actorOf(staff),
      action: "saved_view.created",
      after: { savedViewId: id },
    });
    return id;
  });
}
