"use server";

import { refresh } from "next/cache";
import { notFound, redirect } from "next/navigation";
import { z } from "zod";
import { mailedLink } from "@/lib/auth/links/mailed-link";
import { provenFormAction } from "@/lib/auth/proof/proven-action";
import { requireAdmin } from "@/lib/auth/sessions/current-user";
import { confirms } from "@/lib/connections/disconnect/confirm-by-name";
import { disconnectAsAdmin } from "@/lib/connections/disconnect/disconnect";
import { markAsDisconnected } from "@/lib/connections/disconnect/mark-as-disconnected";
import { retryDisconnecting } from "@/lib/connections/disconnect/retry";
import { getConnectionForStaff } from "@/lib/connections/get-for-staff";
import { acceptMetadata } from "@/lib/connections/metadata/accept";
import { createReconnectLink } from "@/lib/connections/reconnect-link/create";
import { revokeReconnectLink } from "@/lib/connections/reconnect-link/revoke";
import { buttonAction } from "@/lib/forms/action";
import { singleLine } from "@/lib/forms/fields";
import { connectionPath } from "@/lib/http/paths";
import { receiptheroIdSchema } from "@/lib/receipthero/id";

const confirmationForm = z.object({ receiptheroId: receiptheroIdSchema, confirmation: singleLine(1, 100) });
const seenSchema = z.string().regex(/^[0-9a-f]{64}$/);

/** The connection that a form names. */
function connectionOf(formData: FormData): string {
  return receiptheroIdSchema.safeParse(formData.get("receiptheroId")).data ?? notFound();
}

/** Disconnects a connection. The admin must type its name or the end of its ReceiptHero ID. For admins. */
export const disconnectAsAdminAction = provenFormAction(requireAdmin, confirmationForm, async (admin, submission) => {
  const { receiptheroId, confirmation } = submission.value;
  const connection = (await getConnectionForStaff(admin, receiptheroId)) ?? notFound();
  if (!confirms(connection, confirmation)) {
    return submission.reply({ fieldErrors: { confirmation: ["confirmation_not_this"] } });
  }
  await disconnectAsAdmin(admin, { receiptheroId, merchantId: connection.merchant.id });
  // If another admin was first, the page shows that.
  redirect(connectionPath(receiptheroId));
});

/** Retries a disconnect that waits for ReceiptHero. For admins. */
export const retryDisconnectAction = buttonAction(requireAdmin, async (admin, formData) => {
  const receiptheroId = connectionOf(formData);
  await retryDisconnecting(admin, receiptheroId);
  redirect(`${connectionPath(receiptheroId)}?done=retried`);
});

/**
 * Marks a connection as disconnected although ReceiptHero never confirmed it. The admin must type its name or the end
 * of its ReceiptHero ID. For admins.
 */
export const markAsDisconnectedAction = provenFormAction(requireAdmin, confirmationForm, async (admin, submission) => {
  const { receiptheroId, confirmation } = submission.value;
  const connection = (await getConnectionForStaff(admin, receiptheroId)) ?? notFound();
  if (!confirms(connection, confirmation)) {
    return submission.reply({ fieldErrors: { confirmation: ["confirmation_not_this"] } });
  }
  await markAsDisconnected(admin, receiptheroId);
  // If ReceiptHero confirmed in the meantime, the page says so.
  redirect(connectionPath(receiptheroId));
});

/** Accepts ReceiptHero's values of the metadata, if they are still those that the admin saw. For admins. */
export const acceptMetadataAction = buttonAction(requireAdmin, async (admin, formData) => {
  const receiptheroId = connectionOf(formData);
  const seen = seenSchema.safeParse(formData.get("seen")).data ?? notFound();
  const accepted = await acceptMetadata(admin, receiptheroId, seen);
  redirect(`${connectionPath(receiptheroId)}?done=${accepted ? "accepted" : "outdated"}`);
});

/** Creates a link by which the merchant can connect again. For admins. */
export const createReconnectLinkAction = buttonAction(requireAdmin, async (admin, formData) => {
  const token = await createReconnectLink(admin, connectionOf(formData));
  refresh();
  return { link: token && mailedLink("reconnect", token) };
});

/** Revokes a reconnect link. For admins. */
export const revokeReconnectLinkAction = buttonAction(requireAdmin, async (admin, formData) => {
  const id = z.uuid().safeParse(formData.get("id")).data ?? notFound();
  const receiptheroId = (await revokeReconnectLink(admin, id)) ?? notFound();
  redirect(`${connectionPath(receiptheroId)}?done=closed`);
});
