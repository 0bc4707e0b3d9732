"use server";

import { redirect } from "next/navigation";
import { signOut } from "@/lib/auth";
import { forgetMailedLink, openedMailedLink } from "@/lib/auth/links/mailed-link";
import { isMarkOf, LINK_MARK_FIELD } from "@/lib/auth/links/mark";
import { endCurrentSession, requireUser } from "@/lib/auth/sessions/current-user";
import { requestSignInLink } from "@/lib/auth/sign-in/request-link";
import { AppError } from "@/lib/errors/app-error";
import { anyone, buttonAction } from "@/lib/forms/action";
import { joinedPath } from "@/lib/http/paths";
import { log } from "@/lib/log";
import { acceptInvitation } from "@/lib/merchants/members/accept-invitation";
import { getInvitation } from "@/lib/merchants/members/get-invitation";

const PAGE = "/invitation";

/** Sends a sign-in link to the invited email. Open to the holder of the invitation, so there is no other check. */
export const signInToJoinAction = buttonAction(anyone, async (_anyone, form) => {
  const token = await tokenShown(form);
  const invitation = await getInvitation(token);
  if (!invitation) redirect(PAGE);
  try {
    await requestSignInLink(invitation.email, PAGE);
  } catch (error) {
    if (error instanceof AppError) redirect(`${PAGE}?problem=${error.code}`);
    log.error({ err: error }, "a sign-in link could not be mailed");
    redirect(`${PAGE}?problem=mail_failed`);
  }
  redirect("/sign-in/check-mail");
});

/** Makes the signed-in user a member of the merchant that sent the opened invitation. */
export const acceptInvitationAction = buttonAction(requireUser, async (user, form) => {
  const token = await tokenShown(form);
  let merchantId: string;
  try {
    merchantId = await acceptInvitation(user, token);
  } catch (error) {
    // The page detects and shows the reason.
    if (error instanceof AppError) redirect(PAGE);
    throw error;
  }
  await forgetMailedLink("invitation");
  redirect(joinedPath(merchantId));
});

/** Signs out a user whose email is not the invited one, first in the database, and returns to the invitation. */
export const signOutToJoinAction = buttonAction(anyone, async () => {
  await endCurrentSession();
  await signOut({ redirectTo: PAGE });
});

/** The token of the opened invitation, if the form's page showed the same one. Otherwise the page says so. */
async function tokenShown(form: FormData): Promise<string> {
  const token = await openedMailedLink("invitation");
  if (!token) redirect(PAGE);
  return isMarkOf(form.get(LINK_MARK_FIELD), "invitation", token) ? token : redirect(`${PAGE}?problem=link_changed`);
}
