"use server";

import { redirect } from "next/navigation";
import { z } from "zod";
import { inboxAddress } from "@/components/admin/notifications/address";
import type { ProcessedOutcome } from "@/components/admin/notifications/processed-again";
import { requireAdmin } from "@/lib/auth/sessions/current-user";
import { PAGE_SIZE } from "@/lib/db/keyset";
import { buttonAction } from "@/lib/forms/action";
import { retryNotifications } from "@/lib/notifications/retry";
import { readQuery } from "./query";

const ids = z.array(z.guid()).max(PAGE_SIZE);

/**
 * Retries failed notifications: the selected ones, or all that match the filter, which the form contains. For admins.
 */
export const processAgainAction = buttonAction(requireAdmin, async (admin, formData) => {
  const { filter } = readQuery(Object.fromEntries(formData));
  const which = formData.get("which") === "all" ? { filter } : { ids: ids.catch([]).parse(formData.getAll("id")) };
  const again = await retryNotifications(admin, which);
  redirect(inboxAddress({ ...filter, again: outcomeOf(again) }));
});

/** The outcome for the URL. It has no number, because anyone can make up a URL. */
function outcomeOf(again: number): ProcessedOutcome {
  return again === 0 ? "none" : again === 1 ? "one" : "some";
}

/** Retries one notification, from its own page. For admins. */
export const processOneAgainAction = buttonAction(requireAdmin, async (admin, formData) => {
  const [id] = ids.catch([]).parse([formData.get("id")]);
  if (!id) redirect(inboxAddress());
  const again = await retryNotifications(admin, { ids: [id] });
  redirect(`${inboxAddress()}/${id}?again=${outcomeOf(again)}`);
});
