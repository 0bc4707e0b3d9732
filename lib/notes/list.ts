import "server-only";
import { db } from "@/lib/db/client";
import { MAX_NOTES } from "@/lib/notes/add";
import type { Subject } from "@/lib/notes/subject";
import type { Staff } from "@/lib/principal";

/** The notes about a merchant or a connection, newest first, with their authors' emails. */
export function listNotes(_staff: Staff, subject: Subject) {
  return db().note.findMany({
    where: subject,
    orderBy: [{ createdAt: "desc" }, { id: "asc" }],
    take: MAX_NOTES,
    select: { id: true, text: true, createdAt: true, authorId: true, author: { select: { email: true } } },
  });
}

export type ListedNote = Awaited<ReturnType<typeof listNotes>>[number];
