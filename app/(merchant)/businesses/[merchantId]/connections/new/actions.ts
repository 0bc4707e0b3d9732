"use server";

import { z } from "zod";
import { rememberBrowser } from "@/lib/auth/browser";
import { leaveSite } from "@/lib/auth/leave-site";
import { openedMailedLink } from "@/lib/auth/links/mailed-link";
import { isMarkOf } from "@/lib/auth/links/mark";
import { memberOfForm } from "@/lib/auth/members/reader-of-form";
import { authorizationForm } from "@/lib/authorization/form";
import { startAuthorization } from "@/lib/authorization/start";
import { consentMessage } from "@/lib/brand/consent-message";
import { env } from "@/lib/env";
import { isAppError } from "@/lib/errors/app-error";
import { formAction } from "@/lib/forms/action";
import { log } from "@/lib/log";

// Lazy, because a build has no settings.
const form = z.lazy(() => authorizationForm(env().RECEIPTHERO_SCOPES));

/** Stores an authorization request for the form's business and sends the browser to the consent page. */
export const startAuthorizationAction = formAction(memberOfForm, form, async (member, submission) => {
  const message = (await consentMessage())(member.merchant.name);
  let consentPage: string;
  try {
    const reconnectToken = await openedMailedLink("reconnect");
    const { link } = submission.value;
    if (link && !(reconnectToken && isMarkOf(link, "reconnect", reconnectToken))) {
      return submission.reply({ formErrors: ["link_changed"] });
    }
    const asked = { ...submission.value, message, reconnectToken };
    consentPage = await startAuthorization(member, await rememberBrowser(), asked);
  } catch (error) {
    if (isAppError(error, "authorization_url_too_long")) return submission.reply({ formErrors: [error.code] });
    log.error({ err: error }, "an authorization request could not be stored");
    return submission.reply({ formErrors: ["storage_unavailable"] });
  }
  return leaveSite(consentPage);
});
