"use server";

import { notFound, redirect } from "next/navigation";
import { z } from "zod";
import { changeProfile } from "@/lib/account/change-profile";
import { deleteAccount } from "@/lib/account/delete/delete";
import { confirmEmailChange } from "@/lib/account/email-change/confirm";
import { requestEmailChange } from "@/lib/account/email-change/request";
import { endSession } from "@/lib/account/sessions/end";
import { endOtherSessions } from "@/lib/account/sessions/end-others";
import { signOut } from "@/lib/auth";
import { forgetMailedLink, openedMailedLink } from "@/lib/auth/links/mailed-link";
import { isMarkOf, LINK_MARK_FIELD } from "@/lib/auth/links/mark";
import { requireOwner, requireReader } from "@/lib/auth/members/require";
import { provenButtonAction, provenFormAction } from "@/lib/auth/proof/proven-action";
import { requireUser } from "@/lib/auth/sessions/current-user";
import { emailAddress } from "@/lib/email-address";
import { AppError, isAppError } from "@/lib/errors";
import { buttonAction, endingAction, formAction } from "@/lib/forms/action";
import { MAX_PROFILE_NAME, name, singleLine } from "@/lib/forms/fields";
import { locale } from "@/lib/i18n/locales";
import { log } from "@/lib/log";
import { changeMemberRole } from "@/lib/merchants/members/change-role";
import { inviteMember } from "@/lib/merchants/members/invite";
import { leaveMerchant } from "@/lib/merchants/members/leave";
import { removeMember } from "@/lib/merchants/members/remove";
import { revokeInvitation } from "@/lib/merchants/members/revoke-invitation";
import { renameMerchant } from "@/lib/merchants/rename";
import { MemberRole } from "@/prisma/generated/enums";

const SETTINGS = "/settings";
const CONFIRM_EMAIL = `${SETTINGS}/email/confirm`;

const businessForm = z.object({ name: name(1, 80) });
const profileForm = z.object({ name: name(0, MAX_PROFILE_NAME).default(""), locale });
const emailForm = z.object({ email: emailAddress() });
const memberRole = z.enum(MemberRole);
const invitationForm = z.object({ email: emailAddress(), role: memberRole });
const deleteForm = z.object({ confirmation: singleLine(1, 254) });

/** Renames the user's business. */
export const renameMerchantAction = formAction(requireOwner, businessForm, async (owner, submission) => {
  const problem = await problemOf(renameMerchant(owner, submission.value.name), "storage_unavailable");
  if (problem) return submission.reply({ formErrors: [problem] });
  redirect(`${SETTINGS}?saved=business#business`);
});

/** Changes the user's own name and language. */
export const changeProfileAction = formAction(requireUser, profileForm, async (user, submission) => {
  const problem = await problemOf(changeProfile(user, submission.value), "storage_unavailable");
  if (problem) return submission.reply({ formErrors: [problem] });
  redirect(`${SETTINGS}?saved=profile#you`);
});

/** Sends a confirmation link to the email that the user wants to have. */
export const requestEmailChangeAction = provenFormAction(requireUser, emailForm, async (user, submission) => {
  const problem = await problemOf(requestEmailChange(user, submission.value.email), "mail_failed");
  if (problem) return submission.reply({ formErrors: [problem] });
  redirect(`${SETTINGS}?saved=requested#email`);
});

/** Uses up the confirmation link that this browser has opened, for the signed-in user. */
export const confirmEmailChangeAction = buttonAction(requireUser, async (user, form) => {
  const token = await openedMailedLink("email");
  if (!token) redirect(CONFIRM_EMAIL);
  if (!isMarkOf(form.get(LINK_MARK_FIELD), "email", token)) redirect(`${CONFIRM_EMAIL}?problem=link_changed`);
  try {
    await confirmEmailChange(user, token);
  } catch (error) {
    if (isAppError(error, "email_taken")) redirect(`${CONFIRM_EMAIL}?problem=taken`);
    if (isAppError(error, "mail_failed")) redirect(`${CONFIRM_EMAIL}?problem=mail_failed`);
    // The page detects and shows that the link no longer works.
    if (isAppError(error, "link_used_up")) redirect(CONFIRM_EMAIL);
    throw error;
  }
  await forgetMailedLink("email");
  redirect(`${SETTINGS}?saved=email#email`);
});

/** Sends an invitation to become a member of the owner's merchant. */
export const inviteMemberAction = formAction(requireOwner, invitationForm, async (owner, submission) => {
  const { email, role } = submission.value;
  const problem = await problemOf(inviteMember(owner, email, role), "mail_failed");
  if (problem) return submission.reply({ formErrors: [problem] });
  redirect(`${SETTINGS}?saved=invited#members`);
});

/** Revokes an open invitation of the owner's merchant. */
export const revokeInvitationAction = endingAction(requireOwner, async (owner, formData) => {
  await orNotFound(revokeInvitation(owner, idOf(formData)));
  redirect(`${SETTINGS}?saved=uninvited#members`);
});

/** Changes the role of a member of the owner's merchant. */
export const changeMemberRoleAction = provenButtonAction(requireOwner, async (owner, formData) => {
  const id = idOf(formData);
  const role = memberRole.safeParse(formData.get("role")).data ?? notFound();
  try {
    await orNotFound(changeMemberRole(owner, id, role));
  } catch (error) {
    // That page explains why the last owner stays one.
    if (isAppError(error, "last_owner")) redirect(`${SETTINGS}/members/${id}?problem=last_owner`);
    throw error;
  }
  redirect(`${SETTINGS}?saved=role#members`);
});

/** Removes another member from the owner's merchant. */
export const removeMemberAction = provenButtonAction(requireOwner, async (owner, formData) => {
  await orNotFound(removeMember(owner, idOf(formData)));
  redirect(`${SETTINGS}?saved=removed#members`);
});

/** Ends that the user belongs to the business. */
export const leaveMerchantAction = provenButtonAction(requireReader, async (reader) => {
  try {
    await orNotFound(leaveMerchant(reader));
  } catch (error) {
    // That page explains why the user cannot leave.
    if (isAppError(error, "last_member") || isAppError(error, "last_owner")) {
      redirect(`${SETTINGS}/members/${reader.id}`);
    }
    throw error;
  }
  return signOut({ redirectTo: "/goodbye?why=left" });
});

/** Ends one of the user's own sessions. */
export const endSessionAction = endingAction(requireUser, async (user, formData) => {
  await orNotFound(endSession(user, idOf(formData)));
  redirect(`${SETTINGS}?saved=ended#sessions`);
});

/** Ends all of the user's own sessions except this one. */
export const endOtherSessionsAction = endingAction(requireUser, async (user) => {
  await endOtherSessions(user);
  redirect(`${SETTINGS}?saved=endedOthers#sessions`);
});

/** Deletes the user, and the businesses of which the user is the last member. */
export const deleteAccountAction = provenFormAction(requireUser, deleteForm, async (user, submission) => {
  const problem = await problemOf(deleteAccount(user, submission.value.confirmation), "storage_unavailable");
  if (problem === "address_differs") return submission.reply({ fieldErrors: { confirmation: [problem] } });
  if (problem) return submission.reply({ formErrors: [problem] });
  return signOut({ redirectTo: "/goodbye?why=deleted" });
});

/** The error of an operation as a key below `validation` in messages/, or null if it succeeded. */
async function problemOf(work: Promise<void>, otherwise: string): Promise<string | null> {
  try {
    await work;
    return null;
  } catch (error) {
    if (error instanceof AppError) return error.code;
    log.error({ err: error }, "a change of the account failed");
    return otherwise;
  }
}

/** The id that a form names. The query checks its owner. */
function idOf(formData: FormData): string {
  return z.uuid().safeParse(formData.get("id")).data ?? notFound();
}

async function orNotFound(work: Promise<void>): Promise<void> {
  const found = await work.then(
    () => true,
    (error: unknown) => {
      if (isAppError(error, "not_found")) return false;
      throw error;
    },
  );
  if (!found) notFound();
}
