"use server";

import { notFound, redirect } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { z } from "zod";
import { provenButtonAction, provenFormAction } from "@/lib/auth/proof/proven-action";
import { requireAdmin } from "@/lib/auth/sessions/current-user";
import { pauseBulkRevocation, resumeBulkRevocation } from "@/lib/connections/bulk-disconnect/pause-resume";
import { startBulkRevocation } from "@/lib/connections/bulk-disconnect/start";
import { readSelection } from "@/lib/connections/search/selection";
import { isAppError } from "@/lib/errors";
import { endingAction } from "@/lib/forms/action";
import { singleLine } from "@/lib/forms/fields";
import { rejectForm } from "@/lib/forms/parse";
import { log } from "@/lib/log";

/** The confirmation form: the selection as a query, and the number of connections that the page showed. */
const orderForm = z.object({
  order: z.uuid(),
  selection: z.string(),
  count: z.coerce.number().pipe(z.int().positive()),
  confirmation: singleLine(1, 40),
});

/** Starts a bulk disconnect of the selected connections. For admins. */
export const startBulkAction = provenFormAction(requireAdmin, orderForm, async (admin, submission) => {
  const { order, selection, count, confirmation } = submission.value;
  const chosen = readSelection(new URLSearchParams(selection), true);
  if (typeof chosen === "string") return rejectForm("malformed");

  const t = await getTranslations("admin.bulk.new");
  if (confirmation.toLowerCase() !== t("phrase", { count: String(count) }).toLowerCase()) {
    return submission.reply({ fieldErrors: { confirmation: ["phrase_differs"] } });
  }
  try {
    await startBulkRevocation(admin, order, chosen, count);
  } catch (error) {
    if (isAppError(error, "selection_changed")) redirect(`/admin/bulk/new?${selection}&changed=1`);
    log.error({ err: error }, "an order in bulk could not be started");
    return submission.reply({ formErrors: ["storage_unavailable"] });
  }
  redirect(`/admin/bulk/${order}`);
});

/** Pauses a bulk disconnect. For admins. */
export const stopBulkAction = endingAction(requireAdmin, async (admin, formData) => {
  const id = orderOf(formData);
  await pauseBulkRevocation(admin, id);
  // If it has already finished or been paused, the page shows that.
  redirect(`/admin/bulk/${id}`);
});

/** Resumes a paused bulk disconnect. For admins. */
export const resumeBulkAction = provenButtonAction(requireAdmin, async (admin, formData) => {
  const id = orderOf(formData);
  await resumeBulkRevocation(admin, id);
  redirect(`/admin/bulk/${id}`);
});

function orderOf(formData: FormData): string {
  return z.uuid().safeParse(formData.get("order")).data ?? notFound();
}
