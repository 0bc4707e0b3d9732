"use server";

import { refresh } from "next/cache";
import { notFound, redirect } from "next/navigation";
import { z } from "zod";
import { rememberBrowser } from "@/lib/auth/browser";
import { leaveSite } from "@/lib/auth/leave-site";
import { memberOfConnectionOfForm } from "@/lib/auth/members/reader-of-form";
import { disconnectConnection } from "@/lib/connections/disconnect/disconnect";
import { markNoticeRead } from "@/lib/connections/disconnect/unread-notices";
import { startMembershipVisit } from "@/lib/connections/membership-visit/start";
import { renameConnection } from "@/lib/connections/rename";
import { buttonAction, endingAction, formAction } from "@/lib/forms/action";
import { MAX_LABEL } from "@/lib/forms/field-limits";
import { name } from "@/lib/forms/fields";
import { merchantConnectionPath } from "@/lib/http/paths";
import { receiptheroIdSchema } from "@/lib/receipthero/id";

const labelForm = z.object({ receiptheroId: receiptheroIdSchema, label: name(1, MAX_LABEL) });

/** The connection that a form names. Its business is authorized. */
function connectionOf(formData: FormData): string {
  return receiptheroIdSchema.safeParse(formData.get("receiptheroId")).data ?? notFound();
}

/** Sends the browser to ReceiptHero's membership view for one of the merchant's connections. */
export const visitMembershipAction = buttonAction(memberOfConnectionOfForm, async (member, formData) => {
  const address = await startMembershipVisit(member, await rememberBrowser(), connectionOf(formData));
  return leaveSite(address ?? notFound());
});

/** Disconnects one of the merchant's connections. The next page shows the progress. */
export const disconnectAction = endingAction(memberOfConnectionOfForm, async (member, formData) => {
  const receiptheroId = connectionOf(formData);
  await disconnectConnection(member, receiptheroId);
  // If the connection is already disconnecting or is not theirs, the page shows that.
  redirect(merchantConnectionPath(receiptheroId));
});

/** Renames one of the merchant's connections. */
export const renameAction = formAction(memberOfConnectionOfForm, labelForm, async (member, submission) => {
  const { receiptheroId, label } = submission.value;
  if (!(await renameConnection(member, receiptheroId, label))) notFound();
  redirect(`${merchantConnectionPath(receiptheroId)}?saved=label`);
});

/** Records that a member acknowledged that ReceiptHero disconnected a connection. */
export const markNoticeReadAction = buttonAction(memberOfConnectionOfForm, async (member, formData) => {
  await markNoticeRead(member, connectionOf(formData));
  refresh();
});
