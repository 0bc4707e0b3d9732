import "server-only";
import { noteAlarm } from "@/lib/alarms/note";
import { actorOf, recordAuditEvent } from "@/lib/audit/record";
import { needsApproval } from "@/lib/connections/bulk-disconnect/approval/needed";
import { isChosenByTag } from "@/lib/connections/bulk-disconnect/eligible";
import { countSelection } from "@/lib/connections/bulk-disconnect/preview";
import { filterEntries } from "@/lib/connections/search/filter";
import type { Selection } from "@/lib/connections/selection";
import { db, type Transaction } from "@/lib/db/client";
import { AppError } from "@/lib/errors/app-error";
import { addJob } from "@/lib/jobs/add-job";
import type { Admin } from "@/lib/principal";
import type { BulkAction } from "@/prisma/generated/enums";

/** The order of an admin. */
type Asked = { action: BulkAction; selection: Selection; confirmedCount: number };

/**
 * Creates a bulk disconnect, or another bulk action. Background jobs carry it out. A bulk disconnect of many connections
 * waits until another admin approves it; its connections are selected in the meantime.
 * @param id made with the form, so submitting the form twice creates one bulk disconnect
 * @param asked `confirmedCount`: how many connections the admin was shown
 * @throws AppError `selection_changed` when more connections match by now, or none; `chosen_by_tag` when a search for a
 * tag would choose what is disconnected. Then nothing is created
 */
export async function startBulkDisconnect(
  admin: Admin,
  id: string,
  { action, selection, confirmedCount }: Asked,
): Promise<void> {
  if (isChosenByTag(action, selection)) throw new AppError("chosen_by_tag");
  const { active } = await countSelection(action, selection);
  const isMeant = active > 0 && active <= confirmedCount;
  // If the form was submitted twice, the first bulk disconnect may have disconnected some connections already.
  if (!isMeant && !(await isStarted(id))) throw new AppError("selection_changed");

  await db().$transaction(async (tx) => {
    const waits = action === "DISCONNECT" && (await needsApproval(tx, admin, confirmedCount));
    if (!(await write(tx, admin, id, waits ? "ASKED" : "RUNNING", { action, selection, confirmedCount }))) return;
    // Only the names of the filter's conditions are recorded. Their values may be a user's name.
    const about = "ids" in selection ? {} : { filter: filterEntries(selection.filter).map(([name]) => name) };
    const kind = action === "DISCONNECT" ? {} : { kind: action };
    const after = { bulkDisconnectId: id, count: active, ...about, ...kind };
    await recordAuditEvent(tx, { actor: actorOf(admin), action: waits ? "bulk.asked" : "bulk.started", after });
    if (waits) await noteAlarm(tx, "bulk_asked", id);
    await addJob(tx, "bulk-disconnect", { bulkDisconnectId: id }, { key: id, delay: 0 });
  });
}

async function isStarted(id: string): Promise<boolean> {
  return (await db().bulkDisconnect.findUnique({ where: { id }, select: { id: true } })) !== null;
}

/** @returns whether the bulk disconnect is new */
async function write(
  tx: Transaction,
  admin: Admin,
  id: string,
  state: "ASKED" | "RUNNING",
  { action, selection, confirmedCount }: Asked,
): Promise<boolean> {
  const picked = "ids" in selection;
  const filter = picked ? null : JSON.stringify(selection.filter);
  const created = await tx.$executeRaw`
    INSERT INTO "BulkDisconnect" (id, "startedById", action, state, "confirmedCount", filter, cursor)
    VALUES (${id}::uuid, ${admin.id}::uuid, ${action}::"BulkAction", ${state}::"BulkState", ${confirmedCount}, ${filter}::jsonb, ${picked ? null : ""})
    ON CONFLICT DO NOTHING`;
  if (created === 0) return false;
  if (picked) {
    await tx.$executeRaw`
      INSERT INTO "BulkDisconnectItem" ("bulkDisconnectId", "receiptheroId")
      SELECT ${id}::uuid, "receiptheroId" FROM "Connection" WHERE "receiptheroId" = ANY (${selection.ids})`;
  }
  return true;
}
