"use server";

import { refresh } from "next/cache";
import { notFound } from "next/navigation";
import { requireAdmin } from "@/lib/auth/sessions/current-user";
import { retryDisconnecting } from "@/lib/connections/disconnect/retry";
import { buttonAction } from "@/lib/forms/action";
import { receiptheroIdSchema } from "@/lib/receipthero/id";

/** Retries a disconnect that waits for ReceiptHero. For admins. */
export const retryFromListAction = buttonAction(requireAdmin, async (admin, formData) => {
  const receiptheroId = receiptheroIdSchema.safeParse(formData.get("receiptheroId"));
  if (!receiptheroId.success || !(await retryDisconnecting(admin, receiptheroId.data))) notFound();
  refresh();
});
