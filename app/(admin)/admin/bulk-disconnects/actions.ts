"use server";

import { notFound, redirect } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { z } from "zod";
import { provenButtonAction, provenFormAction } from "@/lib/auth/proof/proven-action";
import { requireAdmin } from "@/lib/auth/sessions/current-user";
import { approveBulkDisconnect, refuseBulkDisconnect } from "@/lib/connections/bulk-disconnect/approval/decide";
import { pauseBulkDisconnect, resumeBulkDisconnect } from "@/lib/connections/bulk-disconnect/pause-resume";
import { startBulkDisconnect } from "@/lib/connections/bulk-disconnect/start";
import { readSelection } from "@/lib/connections/selection";
import { isAppError } from "@/lib/errors/app-error";
import { endingAction } from "@/lib/forms/action";
import { singleLine } from "@/lib/forms/fields";
import { rejectForm } from "@/lib/forms/parse";
import { log } from "@/lib/log";
import { BulkAction } from "@/prisma/generated/enums";

/** The confirmation form: the selection as a query, and the number of connections that the page showed. */
const startForm = z.object({
  bulkDisconnect: z.uuid(),
  action: z.enum(BulkAction).default("DISCONNECT"),
  selection: z.string(),
  count: z.coerce.number().pipe(z.int().positive()),
  confirmation: singleLine(1, 40),
});

/** Starts a bulk disconnect of the selected connections, or emails their reconnect links. For admins. */
export const startBulkAction = provenFormAction(requireAdmin, startForm, async (admin, submission) => {
  const { bulkDisconnect: id, action, selection, count, confirmation } = submission.value;
  const chosen = readSelection(new URLSearchParams(selection), true);
  if (typeof chosen === "string") return rejectForm("malformed");

  const t = await getTranslations("admin.bulkDisconnect");
  const phrase = t(action === "DISCONNECT" ? "new.phrase" : "reconnect.phrase", { count: String(count) });
  if (confirmation.toLowerCase() !== phrase.toLowerCase()) {
    return submission.reply({ fieldErrors: { confirmation: ["phrase_differs"] } });
  }
  try {
    await startBulkDisconnect(admin, id, { action, selection: chosen, confirmedCount: count });
  } catch (error) {
    if (isAppError(error, "selection_changed") || isAppError(error, "chosen_by_tag"))
      redirect(`/admin/bulk-disconnects/new?${selection}&action=${action}&changed=1`);
    log.error({ err: error }, "a bulk disconnect could not be started");
    return submission.reply({ formErrors: ["storage_unavailable"] });
  }
  redirect(`/admin/bulk-disconnects/${id}`);
});

/** Pauses a bulk disconnect. For admins. */
export const pauseBulkAction = endingAction(requireAdmin, async (admin, formData) => {
  const id = readId(formData);
  await pauseBulkDisconnect(admin, id);
  // If it has already finished or been paused, the page shows that.
  redirect(`/admin/bulk-disconnects/${id}`);
});

/** Resumes a paused bulk disconnect. For admins. */
export const resumeBulkAction = provenButtonAction(requireAdmin, async (admin, formData) => {
  const id = readId(formData);
  await resumeBulkDisconnect(admin, id);
  redirect(`/admin/bulk-disconnects/${id}`);
});

/** Approves a bulk disconnect of another admin. For admins. */
export const approveBulkAction = provenButtonAction(requireAdmin, async (admin, formData) => {
  const id = readId(formData);
  await approveBulkDisconnect(admin, id);
  // If somebody else has decided, or it has expired, the page shows that.
  redirect(`/admin/bulk-disconnects/${id}`);
});

/** Refuses a bulk disconnect that waits for a second admin, or withdraws an own one. For admins. */
export const refuseBulkAction = endingAction(requireAdmin, async (admin, formData) => {
  const id = readId(formData);
  await refuseBulkDisconnect(admin, id);
  redirect(`/admin/bulk-disconnects/${id}`);
});

function readId(formData: FormData): string {
  return z.uuid().safeParse(formData.get("bulkDisconnect")).data ?? notFound();
}
