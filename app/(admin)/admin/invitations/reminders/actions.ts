"use server";

import { notFound, redirect } from "next/navigation";
import { z } from "zod";
import { provenButtonAction } from "@/lib/auth/proof/proven-action";
import { requireAdmin } from "@/lib/auth/sessions/current-user";
import { endingAction } from "@/lib/forms/action";
import { readInvitationFilter } from "@/lib/merchant-invitations/filter";
import { cancelBulkReminder } from "@/lib/merchant-invitations/reminders/cancel";
import { countRemindable } from "@/lib/merchant-invitations/reminders/count";
import { startBulkReminder } from "@/lib/merchant-invitations/reminders/start";

const PATH = "/admin/invitations/reminders";

const startForm = z.object({
  bulkReminder: z.uuid(),
  selection: z.string().max(1_000),
  count: z.coerce.number().pipe(z.int().positive()),
});

/** Starts a bulk reminder of the invitations that match. For admins. */
export const startRemindersAction = provenButtonAction(requireAdmin, async (admin, formData) => {
  const form = startForm.safeParse(Object.fromEntries(formData)).data ?? notFound();
  const { bulkReminder: id, selection, count } = form;
  const filter = readInvitationFilter(Object.fromEntries(new URLSearchParams(selection)));
  if ((await countRemindable(admin, filter)) > count) {
    redirect(`${PATH}/new?${new URLSearchParams([...new URLSearchParams(selection), ["changed", "1"]])}`);
  }
  await startBulkReminder(admin, id, filter, count);
  redirect(`${PATH}/${id}`);
});

/** Stops a bulk reminder. For admins. */
export const cancelRemindersAction = endingAction(requireAdmin, async (admin, formData) => {
  const id = z.uuid().safeParse(formData.get("bulkReminder")).data ?? notFound();
  await cancelBulkReminder(admin, id);
  // If it has already finished or been stopped, the page shows that.
  redirect(`${PATH}/${id}`);
});
