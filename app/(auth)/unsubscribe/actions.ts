"use server";

import { redirect } from "next/navigation";
import { unsubscribe } from "@/lib/account/subscriptions/unsubscribe";
import { forgetMailedLink, openedMailedLink } from "@/lib/auth/links/mailed-link";
import { isMarkOf, LINK_MARK_FIELD } from "@/lib/auth/links/mark";
import { anyone, buttonAction } from "@/lib/forms/action";

const PAGE = "/unsubscribe";

/** Unsubscribes with the opened link. It is for the holder of the link, so it authorizes nobody. */
export const unsubscribeAction = buttonAction(anyone, async (_anyone, form) => {
  const token = await openedMailedLink("unsubscribe");
  if (!token) redirect(PAGE);
  if (!isMarkOf(form.get(LINK_MARK_FIELD), "unsubscribe", token)) redirect(`${PAGE}?problem=link_changed`);
  const isDone = await unsubscribe(token);
  await forgetMailedLink("unsubscribe");
  redirect(isDone ? `${PAGE}?done=yes` : PAGE);
});
