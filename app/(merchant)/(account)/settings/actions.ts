"use server";

import { redirect } from "next/navigation";
import { z } from "zod";
import { changeProfile } from "@/lib/account/change-profile";
import { deleteAccount } from "@/lib/account/delete/delete";
import { confirmEmailChange } from "@/lib/account/email-change/confirm";
import { requestEmailChange } from "@/lib/account/email-change/request";
import { endSession } from "@/lib/account/sessions/end";
import { endOtherSessions } from "@/lib/account/sessions/end-others";
import { changeSubscriptions } from "@/lib/account/subscriptions/change";
import { signOut } from "@/lib/auth";
import { forgetMailedLink, openedMailedLink } from "@/lib/auth/links/mailed-link";
import { isMarkOf, LINK_MARK_FIELD } from "@/lib/auth/links/mark";
import { provenFormAction } from "@/lib/auth/proof/proven-action";
import { keepChoices } from "@/lib/auth/sessions/choices";
import { requireUser } from "@/lib/auth/sessions/current-user";
import { emailAddress } from "@/lib/email-address";
import { isAppError } from "@/lib/errors/app-error";
import { buttonAction, endingAction, formAction } from "@/lib/forms/action";
import { MAX_PROFILE_NAME, name, singleLine } from "@/lib/forms/fields";
import { idOf, orNotFound, problemOf } from "@/lib/forms/outcome";
import { locale } from "@/lib/i18n/locale-schema";
import { isTimeZone } from "@/lib/i18n/time-zones";

const SETTINGS = "/settings";
const CONFIRM_EMAIL = `${SETTINGS}/email/confirm`;

const profileForm = z.object({
  name: name(0, MAX_PROFILE_NAME).default(""),
  locale,
  timeZone: z.string().refine(isTimeZone).nullable().default(null),
});
const emailForm = z.object({ email: emailAddress() });
const deleteForm = z.object({ confirmation: singleLine(1, 254), effects: z.string().max(64).default("") });

/** Changes the user's own name, language and time zone. */
export const changeProfileAction = formAction(requireUser, profileForm, async (user, submission) => {
  const problem = await problemOf(changeProfile(user, submission.value), "storage_unavailable");
  if (problem) return submission.reply({ formErrors: [problem] });
  await keepChoices(submission.value.locale, submission.value.timeZone);
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

/** Changes which emails the user gets. An unknown topic changes nothing. */
export const changeSubscriptionsAction = buttonAction(requireUser, async (user, form) => {
  await changeSubscriptions(user, form.getAll("topic").map(String));
  redirect(`${SETTINGS}?saved=emails#emails`);
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

/** Deletes the user, and the businesses of which the user is the last member and an owner. */
export const deleteAccountAction = provenFormAction(requireUser, deleteForm, async (user, submission) => {
  const { confirmation, effects } = submission.value;
  const problem = await problemOf(deleteAccount(user, confirmation, effects), "storage_unavailable");
  // The page then says what would happen now.
  if (problem === "effects_changed" || problem === "last_owner") redirect(`${SETTINGS}/delete?problem=${problem}`);
  if (problem === "address_differs") return submission.reply({ fieldErrors: { confirmation: [problem] } });
  if (problem) return submission.reply({ formErrors: [problem] });
  return signOut({ redirectTo: "/goodbye?why=deleted" });
});
