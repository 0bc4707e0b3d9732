"use server";

import { redirect } from "next/navigation";
import { provenButtonAction, provenFormAction } from "@/lib/auth/proof/proven-action";
import { requireAdmin } from "@/lib/auth/sessions/current-user";
import { longestConsentMessage } from "@/lib/brand/consent-message";
import { AppError } from "@/lib/errors/app-error";
import { log } from "@/lib/log";
import { invitationForm } from "@/lib/merchant-invitations/form";
import { inviteMerchant } from "@/lib/merchant-invitations/invite";

/** Invites one merchant. For admins. */
export const inviteMerchantAction = provenFormAction(requireAdmin, invitationForm, async (admin, submission) => {
  try {
    await inviteMerchant(admin, submission.value, await longestConsentMessage());
  } catch (error) {
    if (error instanceof AppError) return submission.reply({ formErrors: [error.code] });
    log.error({ err: error }, "a merchant could not be invited");
    return submission.reply({ formErrors: ["storage_unavailable"] });
  }
  redirect("/admin/invitations?done=invited");
});

/** Asks for a proof, then leads to the form for a file of invitations. For admins. */
export const proveForInvitationsAction = provenButtonAction(requireAdmin, async () =>
  redirect("/admin/invitations/files/new"),
);
