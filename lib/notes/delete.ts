import "server-only";
import { actorOf, recordAuditEvent } from "@/lib/audit/record";
import { db } from "@/lib/db/client";
import { AppError } from "@/lib/errors/app-error";
import { type Subject, subjectInAudit } from "@/lib/notes/subject";
import { isAdmin, type Staff } from "@/lib/principal";

/** Whether staff may delete a note: its author and admins may. */
export function mayDeleteNote(staff: Staff, note: { authorId: string | null }): boolean {
  return isAdmin(staff) || note.authorId === staff.id;
}

/**
 * Deletes a note of a merchant or a connection.
 * @param id a UUID
 * @throws AppError `not_found` when there is none there that they may delete
 */
export async function deleteNote(staff: Staff, subject: Subject, id: string): Promise<void> {
  await db().$transaction(async (tx) => {
    const where = { id, ...subject, ...(!isAdmin(staff) && { authorId: staff.id }) };
    const { count } = await tx.note.deleteMany({ where });
    if (count === 0) throw new AppError("not_found");
    await recordAuditEvent(tx, {
      actor: actorOf(staff),
      action: "note.deleted",
      ...subjectInAudit(subject, { noteId: id }),
    });
  });
}
