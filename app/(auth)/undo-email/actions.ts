"use server";

import { redirect } from "next/navigation";
import { undoEmailChange } from "@/lib/account/email-change/undo";
import { forgetMailedLink, openedMailedLink } from "@/lib/auth/links/mailed-link";
import { isMarkOf, LINK_MARK_FIELD } from "@/lib/auth/links/mark";
import { isAppError } from "@/lib/errors/app-error";
import { anyone, buttonAction } from "@/lib/forms/action";

const PAGE = "/undo-email";

/** Undoes an email change with the opened link. It is for the holder of the link, so it authorizes nobody. */
export const undoEmailChangeAction = buttonAction(anyone, async (_anyone, form) => {
  const token = await openedMailedLink("undo-email");
  if (!token) redirect(PAGE);
  if (!isMarkOf(form.get(LINK_MARK_FIELD), "undo-email", token)) redirect(`${PAGE}?problem=link_changed`);
  try {
    await undoEmailChange(token);
  } catch (error) {
    if (isAppError(error, "email_taken")) redirect(`${PAGE}?problem=taken`);
    // The page detects and shows that the link no longer works.
    if (isAppError(error, "link_used_up")) redirect(PAGE);
    throw error;
  }
  await forgetMailedLink("undo-email");
  redirect(`${PAGE}?done=yes`);
});
