"use server";

import type { SubmissionResult } from "@conform-to/react";
import { redirect } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { openedMailedLink } from "@/lib/account/mailed-link";
import { rememberBrowser } from "@/lib/auth/browser";
import { type MerchantUser, requireMerchant } from "@/lib/auth/session";
import { authorizationForm } from "@/lib/connections/authorization-form";
import { startAuthorization } from "@/lib/connections/start-authorization";
import { env } from "@/lib/env";
import { isAppError } from "@/lib/errors";
import { parseForm, refuse } from "@/lib/form";
import { log } from "@/lib/log";

/** Stores an authorization request for the signed-in merchant and sends the browser to the consent page. */
export async function startAuthorizationAction(_last: unknown, formData: FormData): Promise<SubmissionResult> {
  const submission = parseForm(formData, authorizationForm(env().RECEIPTHERO_SCOPES));
  let user: MerchantUser;
  try {
    user = await requireMerchant("/connections/new");
  } catch (error) {
    if (!isAppError(error, "storage_unavailable")) throw error;
    return submission?.reply({ formErrors: [error.code] }) ?? refuse(error.code);
  }
  if (submission?.status !== "success") return submission?.reply() ?? refuse("malformed");

  const t = await getTranslations("consent");
  const message = t("message", { business: user.merchant.name, partner: env().PARTNER_NAME });
  let consentPage: string;
  try {
    const reconnectToken = await openedMailedLink("reconnect");
    const asked = { ...submission.value, message, reconnectToken };
    consentPage = await startAuthorization(user, await rememberBrowser(), asked);
  } catch (error) {
    if (isAppError(error, "authorization_url_too_long")) return submission.reply({ formErrors: [error.code] });
    log.error({ err: error }, "an authorization request could not be stored");
    return submission.reply({ formErrors: ["storage_unavailable"] });
  }
  redirect(consentPage);
}
