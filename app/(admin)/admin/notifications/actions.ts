"use server";

import { redirect } from "next/navigation";
import { z } from "zod";
import { notificationPath, notificationsPath } from "@/components/admin/notifications/paths";
import type { RetryOutcome } from "@/components/admin/notifications/retry-notice";
import { requireAdmin } from "@/lib/auth/sessions/current-user";
import { PAGE_SIZE } from "@/lib/db/keyset";
import { buttonAction } from "@/lib/forms/action";
import { retryNotifications } from "@/lib/notifications/retry";
import { readQuery } from "./query";

const ids = z.array(z.guid()).max(PAGE_SIZE);

/**
 * Retries failed notifications: the selected ones, or all that match the filter, which the form contains. For admins.
 */
export const retryFailedAction = buttonAction(requireAdmin, async (admin, formData) => {
  const { filter } = readQuery(Object.fromEntries(formData));
  const which = formData.get("which") === "all" ? { filter } : { ids: ids.catch([]).parse(formData.getAll("id")) };
  const retried = await retryNotifications(admin, which);
  redirect(notificationsPath({ ...filter, retried: outcomeOf(retried) }));
});

/** The outcome for the URL. It has no number, because anyone can make up a URL. */
function outcomeOf(retried: number): RetryOutcome {
  return retried === 0 ? "none" : retried === 1 ? "one" : "some";
}

/** Retries one notification, from its own page. For admins. */
export const retryNotificationAction = buttonAction(requireAdmin, async (admin, formData) => {
  const [id] = ids.catch([]).parse([formData.get("id")]);
  if (!id) redirect(notificationsPath());
  const retried = await retryNotifications(admin, { ids: [id] });
  redirect(`${notificationPath(id)}?retried=${outcomeOf(retried)}`);
});
