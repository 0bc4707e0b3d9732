"use server";

import { redirect } from "next/navigation";
import { z } from "zod";
import { SAVED_VIEWS, savedViewPath } from "@/components/admin/saved-views/paths";
import { readWantedQuery } from "@/components/admin/saved-views/saved-query";
import { requireStaff } from "@/lib/auth/sessions/current-user";
import { deleteSavedView, renameSavedView } from "@/lib/connections/saved-views/change";
import { createSavedView } from "@/lib/connections/saved-views/create";
import { savedViewId } from "@/lib/connections/saved-views/list";
import { buttonAction, formAction } from "@/lib/forms/action";
import { MAX_LABEL } from "@/lib/forms/field-limits";
import { name } from "@/lib/forms/fields";
import { orNotFound } from "@/lib/forms/outcome";

const newView = z.object({ name: name(1, MAX_LABEL), query: z.string() });
const namedView = z.object({ id: savedViewId, name: name(1, MAX_LABEL) });

/** Saves a view of the list of connections, and opens it. For staff. */
export const createSavedViewAction = formAction(requireStaff, newView, async (staff, submission) => {
  const query = readWantedQuery(new URLSearchParams(submission.value.query));
  if (query === null) return submission.reply({ formErrors: ["malformed"] });
  const id = await createSavedView(staff, { name: submission.value.name, query });
  return redirect(id === null ? `${SAVED_VIEWS}?problem=full` : savedViewPath(id));
});

/** Renames a saved view. For its maker and for admins. */
export const renameSavedViewAction = formAction(requireStaff, namedView, async (staff, submission) => {
  const { id, name: newName } = submission.value;
  await orNotFound(renameSavedView(staff, id, newName));
  redirect(`${SAVED_VIEWS}?done=renamed`);
});

/** Deletes a saved view. For its maker and for admins. */
export const deleteSavedViewAction = buttonAction(requireStaff, async (staff, formData) => {
  await orNotFound(deleteSavedView(staff, savedViewId.safeParse(formData.get("id")).data ?? ""));
  redirect(`${SAVED_VIEWS}?done=deleted`);
});
