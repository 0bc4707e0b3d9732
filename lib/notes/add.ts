import "server-only";
import { actorOf, recordAuditEvent } from "@/lib/audit/record";
import { db } from "@/lib/db/client";
import { lockSubject, type Subject, subjectInAudit } from "@/lib/notes/subject";
import type { Staff } from "@/lib/principal";

/** A page shows all of them. */
export const MAX_NOTES = 50;

/**
 * Writes a note about a merchant or a connection.
 * @param text as `noteText` gives it
 * @returns false when there are `MAX_NOTES` already
 * @throws AppError `not_found`
 */
export function addNote(staff: Staff, subject: Subject, text: string): Promise<boolean> {
  return db().$transaction(async (tx) => {
    await lockSubject(tx, subject);
    if ((await tx.note.count({ where: subject })) >= MAX_NOTES) return false;
    const { id } = await tx.note.create({ data: { ...subject, text, authorId: staff.id }, select: { id: true } });
    await recordAuditEvent(tx, {
      actor: actorOf(staff),
      action: "note.added",
      ...subjectInAudit(subject, { noteId: id }),
    });
    return true;
  });
}
