"use server";

import { notFound, redirect } from "next/navigation";
import { z } from "zod";
import { signOut } from "@/lib/auth";
import { ownerOfForm, readerOfForm } from "@/lib/auth/members/reader-of-form";
import { provenButtonAction, provenFormAction } from "@/lib/auth/proof/proven-action";
import { emailAddress } from "@/lib/email-address";
import { isAppError } from "@/lib/errors/app-error";
import { endingAction, formAction } from "@/lib/forms/action";
import { idOf, orNotFound, problemOf } from "@/lib/forms/outcome";
import { businessPath } from "@/lib/http/paths";
import { businessName } from "@/lib/merchants/fields";
import { listOwnBusinesses } from "@/lib/merchants/list-own";
import { effects } from "@/lib/merchants/members/affected-businesses";
import { changeMemberRole } from "@/lib/merchants/members/change-role";
import { inviteMember } from "@/lib/merchants/members/invite";
import { leaveMerchant } from "@/lib/merchants/members/leave";
import { removeMember } from "@/lib/merchants/members/remove";
import { revokeInvitation } from "@/lib/merchants/members/revoke-invitation";
import { renameMerchant } from "@/lib/merchants/rename";
import type { Reader } from "@/lib/principal";
import { MemberRole } from "@/prisma/generated/enums";

const businessForm = z.object({ name: businessName() });
const memberRole = z.enum(MemberRole);
const effect = z.enum(effects);
const invitationForm = z.object({ email: emailAddress(), role: memberRole });

const settingsOf = ({ merchant }: Reader) => `${businessPath(merchant.id)}/settings` as const;

/** Renames the business of the form. */
export const renameMerchantAction = formAction(ownerOfForm, businessForm, async (owner, submission) => {
  const problem = await problemOf(renameMerchant(owner, submission.value.name), "storage_unavailable");
  if (problem) return submission.reply({ formErrors: [problem] });
  redirect(`${settingsOf(owner)}?saved=business#business`);
});

/** Sends an invitation to become a member of the owner's merchant. */
export const inviteMemberAction = provenFormAction(ownerOfForm, invitationForm, async (owner, submission) => {
  const { email, role } = submission.value;
  const problem = await problemOf(inviteMember(owner, email, role), "mail_failed");
  if (problem) return submission.reply({ formErrors: [problem] });
  redirect(`${settingsOf(owner)}?saved=invited#members`);
});

/** Revokes an open invitation of the owner's merchant. */
export const revokeInvitationAction = endingAction(ownerOfForm, async (owner, formData) => {
  await orNotFound(revokeInvitation(owner, idOf(formData)));
  redirect(`${settingsOf(owner)}?saved=uninvited#members`);
});

/** Changes the role of a member of the owner's merchant. */
export const changeMemberRoleAction = provenButtonAction(ownerOfForm, async (owner, formData) => {
  const id = idOf(formData);
  const role = memberRole.safeParse(formData.get("role")).data ?? notFound();
  try {
    await orNotFound(changeMemberRole(owner, id, role));
  } catch (error) {
    // That page explains why the last owner stays one.
    if (isAppError(error, "last_owner")) redirect(`${settingsOf(owner)}/members/${id}?problem=last_owner`);
    throw error;
  }
  redirect(`${settingsOf(owner)}?saved=role#members`);
});

/** Removes another member from the owner's merchant. */
export const removeMemberAction = provenButtonAction(ownerOfForm, async (owner, formData) => {
  await orNotFound(removeMember(owner, idOf(formData)));
  redirect(`${settingsOf(owner)}?saved=removed#members`);
});

/** Ends that the user belongs to the business. A user who belongs to no other one is signed out. */
export const leaveMerchantAction = provenButtonAction(readerOfForm, async (reader, formData) => {
  const shown = effect.safeParse(formData.get("effect")).data ?? notFound();
  try {
    await orNotFound(leaveMerchant(reader, shown));
  } catch (error) {
    const own = `${settingsOf(reader)}/members/${reader.id}` as const;
    // That page explains why the user cannot leave, or what would happen now.
    if (isAppError(error, "last_member") || isAppError(error, "last_owner")) redirect(own);
    if (isAppError(error, "effects_changed")) redirect(`${own}?problem=effects_changed`);
    throw error;
  }
  if ((await listOwnBusinesses(reader)).length > 0) redirect("/businesses?left=yes");
  return signOut({ redirectTo: "/goodbye?why=left" });
});
