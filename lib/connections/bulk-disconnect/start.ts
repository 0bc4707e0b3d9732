import "server-only";
import { actorOf, recordAuditEvent } from "@/lib/audit/record";
import { countSelection } from "@/lib/connections/bulk-disconnect/preview";
import { filterEntries } from "@/lib/connections/search/filter";
import type { Selection } from "@/lib/connections/search/selection";
import { db, type Transaction } from "@/lib/db/client";
import { AppError } from "@/lib/errors";
import { addJob } from "@/lib/jobs/add-job";
import type { Admin } from "@/lib/principal";

/**
 * Creates a bulk disconnect. Background jobs carry it out.
 * @param id made with the form, so submitting the form twice creates one bulk disconnect
 * @param confirmed how many connections the admin was shown
 * @throws AppError `selection_changed` when more connections match by now, or none; then nothing is created
 */
export async function startBulkRevocation(
  admin: Admin,
  id: string,
  selection: Selection,
  confirmed: number,
): Promise<void> {
  const { active } = await countSelection(selection);
  const isMeant = active > 0 && active <= confirmed;
  // If the form was submitted twice, the first bulk disconnect may have disconnected some connections already.
  if (!isMeant && !(await isOrdered(id))) throw new AppError("selection_changed");

  await db().$transaction(async (tx) => {
    if (!(await write(tx, admin, id, selection, confirmed))) return;
    // Only the names of the filter's conditions are recorded. Their values may be a user's name.
    const about = "ids" in selection ? {} : { filter: filterEntries(selection.filter).map(([name]) => name) };
    const after = { bulkRevocationId: id, count: active, ...about };
    await recordAuditEvent(tx, { actor: actorOf(admin), action: "bulk.started", after });
    await addJob(tx, "revoke-in-bulk", { bulkRevocationId: id }, { key: id, delay: 0 });
  });
}

async function isOrdered(id: string): Promise<boolean> {
  return (await db().bulkRevocation.findUnique({ where: { id }, select: { id: true } })) !== null;
}

/** @returns whether the bulk disconnect is new */
async function write(
  tx: Transaction,
  admin: Admin,
  id: string,
  selection: Selection,
  confirmed: number,
): Promise<boolean> {
  const picked = "ids" in selection;
  const filter = picked ? null : JSON.stringify(selection.filter);
  const created = await tx.$executeRaw`
    INSERT INTO "BulkRevocation" (id, "startedById", confirmed, filter, cursor)
    VALUES (${id}::uuid, ${admin.id}::uuid, ${confirmed}, ${filter}::jsonb, ${picked ? null : ""})
    ON CONFLICT DO NOTHING`;
  if (created === 0) return false;
  if (picked) {
    await tx.$executeRaw`
      INSERT INTO "BulkRevocationItem" ("bulkRevocationId", "receiptheroId")
      SELECT ${id}::uuid, "receiptheroId" FROM "Connection" WHERE "receiptheroId" = ANY (${selection.ids})`;
  }
  return true;
}
