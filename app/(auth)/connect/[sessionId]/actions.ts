"use server";

import { redirect } from "next/navigation";
import { z } from "zod";
import { leaveSite } from "@/lib/auth/leave-site";
import { consentMessage } from "@/lib/brand/consent-message";
import { continueSession } from "@/lib/connect-sessions/continue";
import { findConnectBrowser } from "@/lib/connect-sessions/find-browser";
import { isAppError } from "@/lib/errors/app-error";
import { formAction } from "@/lib/forms/action";
import { connectSessionPath, NO_CONNECT_SESSION } from "@/lib/http/paths";
import { log } from "@/lib/log";
import type { ConnectBrowser } from "@/lib/principal";

/** The form of a session's page. It says which session the page showed, because a browser may have opened several. */
const form = z.object({ session: z.uuid() });

/** The browser of the session that a form names. Without its cookie there is nothing to continue. */
async function connectBrowserOfForm(data: FormData | null): Promise<ConnectBrowser> {
  return (await findConnectBrowser(data?.get("session"))) ?? redirect(NO_CONNECT_SESSION);
}

/** Takes the browser of a connect session to ReceiptHero. */
export const continueAction = formAction(connectBrowserOfForm, form, async (browser, submission) => {
  let url: string | null;
  try {
    url = await continueSession(browser, await consentMessage());
  } catch (error) {
    if (isAppError(error, "authorization_url_too_long")) return submission.reply({ formErrors: [error.code] });
    log.error({ err: error }, "a connect session could not continue");
    return submission.reply({ formErrors: ["storage_unavailable"] });
  }
  // A session that cannot continue says why on its page.
  return url === null ? redirect(connectSessionPath(browser.connectSessionId)) : leaveSite(url);
});
