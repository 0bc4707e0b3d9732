"use server";

import { refresh } from "next/cache";
import { headers } from "next/headers";
import { notFound, redirect } from "next/navigation";
import { z } from "zod";
import { requireStaff } from "@/lib/auth/sessions/current-user";
import { isAppError } from "@/lib/errors/app-error";
import { buttonAction } from "@/lib/forms/action";
import { idOf } from "@/lib/forms/outcome";
import { connectionPath } from "@/lib/http/paths";
import { addNote } from "@/lib/notes/add";
import { addTag, removeTag } from "@/lib/notes/change-tags";
import { deleteNote } from "@/lib/notes/delete";
import { isMerchant, type Subject } from "@/lib/notes/subject";
import { tag } from "@/lib/notes/tag";
import { noteText } from "@/lib/notes/text";
import { receiptheroIdSchema } from "@/lib/receipthero/id";

/** Writes a note about a merchant or a connection. For staff. */
export const addNoteAction = buttonAction(requireStaff, async (staff, formData) => {
  const subject = subjectOf(formData);
  const text = noteText.safeParse(formData.get("text"));
  if (!text.success) redirect(pageOf(subject, "note"));
  if (!(await found(addNote(staff, subject, text.data)))) redirect(pageOf(subject, "notes"));
  await showAgain(subject, formData);
});

/** Deletes a note. For its author and for admins. */
export const deleteNoteAction = buttonAction(requireStaff, async (staff, formData) => {
  const subject = subjectOf(formData);
  await found(deleteNote(staff, subject, idOf(formData)));
  await showAgain(subject, formData);
});

/** Adds a tag to a merchant or a connection. For staff. */
export const addTagAction = buttonAction(requireStaff, async (staff, formData) => {
  const subject = subjectOf(formData);
  const word = tag.safeParse(formData.get("tag"));
  if (!word.success) redirect(pageOf(subject, "tag"));
  if (!(await found(addTag(staff, subject, word.data)))) redirect(pageOf(subject, "tags"));
  await showAgain(subject, formData);
});

/** Removes a tag from a merchant or a connection. For staff. */
export const removeTagAction = buttonAction(requireStaff, async (staff, formData) => {
  const subject = subjectOf(formData);
  await found(removeTag(staff, subject, tag.safeParse(formData.get("tag")).data ?? notFound()));
  await showAgain(subject, formData);
});

/** The thing that the form is about. */
function subjectOf(formData: FormData): Subject {
  const merchantId = z.uuid().safeParse(formData.get("aboutMerchant")).data;
  if (merchantId !== undefined) return { merchantId };
  const receiptheroId = receiptheroIdSchema.safeParse(formData.get("aboutConnection")).data;
  return receiptheroId === undefined ? notFound() : { receiptheroId };
}

/**
 * Shows the page after a change. The script refreshes it where it is: a redirect to the same address would change nothing.
 * An address that names a problem must change.
 */
async function showAgain(subject: Subject, formData: FormData): Promise<void> {
  const isScripted = (await headers()).has("next-action");
  if (!isScripted || formData.has("problem")) redirect(pageOf(subject, null));
  refresh();
}

/** The page of the thing that the form is about, which says why nothing was changed. */
function pageOf(subject: Subject, problem: "note" | "notes" | "tag" | "tags" | null) {
  const page = isMerchant(subject)
    ? (`/admin/merchants/${subject.merchantId}` as const)
    : connectionPath(subject.receiptheroId);
  return problem === null ? (`${page}#notes` as const) : (`${page}?problem=${problem}#notes` as const);
}

/** The result of a change, or 404 if there is nothing to change. */
async function found<Result>(work: Promise<Result>): Promise<Result> {
  try {
    return await work;
  } catch (error) {
    if (isAppError(error, "not_found")) notFound();
    throw error;
  }
}
