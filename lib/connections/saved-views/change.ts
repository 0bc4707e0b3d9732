import "server-only";
import { actorOf, recordAuditEvent } from "@/lib/audit/record";
import { db, type Transaction } from "@/lib/db/client";
import { AppError } from "@/lib/errors/app-error";
import { isAdmin, type Staff } from "@/lib/principal";
import { Prisma } from "@/prisma/generated/client";

/** Whether staff may rename and delete a saved view: its maker and admins may. */
export function mayChangeSavedView(staff: Staff, view: { createdById: string }): boolean {
  return isAdmin(staff) || view.createdById === staff.id;
}

/**
 * Renames a saved view. Its address stays.
 * @throws AppError `not_found` when there is none that they may change
 */
export async function renameSavedView(staff: Staff, id: string, name: string): Promise<void> {
  await db().$transaction(async (tx) => {
    const renamed =
      await tx.$executeRaw`UPDATE "SavedView" SET name = ${name} WHERE id = ${id} AND ${changeableBy(staff)}`;
    await record(tx, staff, id, renamed, "saved_view.renamed");
  });
}

/**
 * Deletes a saved view. Its address then says that it is gone.
 * @throws AppError `not_found` when there is none that they may change
 */
export async function deleteSavedView(staff: Staff, id: string): Promise<void> {
  await db().$transaction(async (tx) => {
    const deleted = await tx.$executeRaw`DELETE FROM "SavedView" WHERE id = ${id} AND ${changeableBy(staff)}`;
    await record(tx, staff, id, deleted, "saved_view.deleted");
  });
}

function changeableBy(staff: Staff): Prisma.Sql {
  return isAdmin(staff) ? Prisma.sql`TRUE` : Prisma.sql`"createdById" = ${staff.id}::uuid`;
}

async function record(
  tx: Transaction,
  staff: Staff,
  id: string,
  rows: number,
  action: "saved_view.renamed" | "saved_view.deleted",
): Promise<void> {
  if (rows === 0) throw new AppError("not_found");
  await recordAuditEvent(tx, { actor: actorOf(staff), action, after: { savedViewId: id } });
}
