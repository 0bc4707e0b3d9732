"use server";

import { redirect } from "next/navigation";
import { z } from "zod";
import { inboxAddress } from "@/components/admin/notifications/address";
import type { ProcessedOutcome } from "@/components/admin/notifications/processed-again";
import { requireAdmin } from "@/lib/auth/sessions/current-user";
import { buttonAction } from "@/lib/forms/action";
import { PAGE_SIZE } from "@/lib/notifications/list";
import { retryNotifications } from "@/lib/notifications/retry";
import { readQuery } from "./query";

const ids = z.array(z.guid()).max(PAGE_SIZE);

/**
 * Lets notifications that failed be processed again: those that are ticked, or all that fit the filter, which the form
 * carries along. For admins.
 */
export const processAgainAction = buttonAction(requireAdmin, async (admin, formData) => {
  const { filter } = readQuery(Object.fromEntries(formData));
  const which = formData.get("which") === "all" ? { filter } : { ids: ids.catch([]).parse(formData.getAll("id")) };
  const again = await retryNotifications(admin, which);
  redirect(inboxAddress({ ...filter, again: outcomeOf(again) }));
});

/** What the page says then. No number: an address can be made up. */
function outcomeOf(again: number): ProcessedOutcome {
  return again === 0 ? "none" : again === 1 ? "one" : "some";
}

/** The same for one, from its own page. */
export const processOneAgainAction = buttonAction(requireAdmin, async (admin, formData) => {
  const [id] = ids.catch([]).parse([formData.get("id")]);
  if (!id) redirect(inboxAddress());
  const again = await retryNotifications(admin, { ids: [id] });
  redirect(`${inboxAddress()}/${id}?again=${outcomeOf(again)}`);
});
