"use server";

import { revalidatePath } from "next/cache";
import { redirect } from "next/navigation";
import { requireStaff } from "@/lib/auth/sessions/current-user";
import { buttonAction, endingAction } from "@/lib/forms/action";
import { idOf, orNotFound } from "@/lib/forms/outcome";
import { businessPath } from "@/lib/http/paths";
import { endMerchantView } from "@/lib/merchants/views/end";
import { startMerchantView } from "@/lib/merchants/views/start";

/** Starts to view a merchant, and leads to its pages. For staff. */
export const startViewAction = buttonAction(requireStaff, async (staff, formData) => {
  const id = idOf(formData);
  await orNotFound(startMerchantView(staff, id));
  forgetPages();
  redirect(`${businessPath(id)}/connections`);
});

/** Ends what this session views, and leads back to the merchant's page for staff. */
export const endViewAction = endingAction(requireStaff, async (staff) => {
  const merchantId = await endMerchantView(staff);
  forgetPages();
  redirect(merchantId === null ? "/admin" : `/admin/merchants/${merchantId}`);
});

/** The browser keeps pages that it has shown or prefetched: with the banner of the view, or without. */
function forgetPages(): void {
  revalidatePath("/", "layout");
}
