import "server-only";
import { db } from "@/lib/db/client";
import { AppError } from "@/lib/errors/app-error";
import { addJob } from "@/lib/jobs/add-job";
import { type ConsentMessage, fitsUrl } from "@/lib/merchant-invitations/fits";
import type { NewInvitation } from "@/lib/merchant-invitations/form";
import { storeInvitations, toStored } from "@/lib/merchant-invitations/store";
import type { Admin } from "@/lib/principal";

/**
 * Invites a merchant to connect. A worker sends the email, and creates the merchant if the external ID is new.
 * @throws AppError `already_invited` when there is an open invitation for the external ID and the email;
 * `authorization_url_too_long`; then nothing was changed
 */
export async function inviteMerchant(admin: Admin, invitation: NewInvitation, message: ConsentMessage): Promise<void> {
  if (!fitsUrl(invitation, message)) throw new AppError("authorization_url_too_long");
  await db().$transaction(async (tx) => {
    const [isStored] = await storeInvitations(tx, admin.id, [toStored(invitation)]);
    if (!isStored) throw new AppError("already_invited");
    await addJob(tx, "send-invitations", {}, { key: "all", delay: 0 });
  });
}
