"use server";

import { redirect } from "next/navigation";
import { AuthError } from "next-auth";
import { z } from "zod";
import { signIn, signOut } from "@/lib/auth";
import { codeSchema } from "@/lib/auth/codes/code";
import { leaveSite } from "@/lib/auth/leave-site";
import { signInWithPasskey } from "@/lib/auth/passkeys/sign-in";
import { safeReturnTo } from "@/lib/auth/return-to";
import { endCurrentSession, requireUser } from "@/lib/auth/sessions/current-user";
import { requestSignInLink } from "@/lib/auth/sign-in/request-link";
import { signInWithCode } from "@/lib/auth/sign-in/with-code";
import { noteWantedPath } from "@/lib/auth/wanted-path";
import { emailAddress } from "@/lib/email-address";
import { AppError, isAppError } from "@/lib/errors/app-error";
import { anyone, buttonAction, formAction } from "@/lib/forms/action";
import { businessPath } from "@/lib/http/paths";
import { log } from "@/lib/log";
import { createMerchant } from "@/lib/merchants/create";
import { businessName } from "@/lib/merchants/fields";

const CHECK_MAIL = "/sign-in/check-mail";

const signInForm = z.object({ email: emailAddress(), returnTo: z.string().optional() });
const codeForm = z.object({ code: codeSchema });
const merchantForm = z.object({ id: z.uuid(), name: businessName(), returnTo: z.string().optional() });

/** Sends a sign-in link. Open to every visitor, so there is no authorization check. */
export const requestLinkAction = formAction(anyone, signInForm, async (_anyone, submission) => {
  try {
    await requestSignInLink(submission.value.email, safeReturnTo(submission.value.returnTo));
  } catch (error) {
    if (error instanceof AppError) return submission.reply({ formErrors: [error.code] });
    log.error({ err: error }, "a sign-in link could not be mailed");
    return submission.reply({ formErrors: ["mail_failed"] });
  }
  redirect(CHECK_MAIL);
});

/** Signs in with the code from the email. It works only in the browser that requested it, so there is no other check. */
export const signInWithCodeAction = formAction(anyone, codeForm, async (_anyone, submission) => {
  const answer = await signInWithCode(submission.value.code).catch((error: unknown) => {
    log.error({ err: error }, "a sign-in code could not be checked");
    return null;
  });
  if (!answer) return submission.reply({ formErrors: ["storage_unavailable"] });
  if ("path" in answer) redirect(answer.path);
  if (answer.refused === "wrong") return submission.reply({ fieldErrors: { code: ["code_wrong"] } });
  // That page tells the user that no more codes can be tried.
  redirect(CHECK_MAIL);
});

/** Sends the browser to the OpenID Connect provider. Open to every visitor, so there is no authorization check. */
export const signInWithProviderAction = buttonAction(anyone, async (_anyone, formData) => {
  let address: string;
  try {
    const redirectTo = safeReturnTo(formData.get("returnTo"));
    await noteWantedPath(redirectTo);
    address = await signIn("oidc", { redirectTo, redirect: false });
  } catch (error) {
    if (!(error instanceof AuthError)) throw error;
    redirect("/sign-in/error");
  }
  return leaveSite(address);
});

/** Signs in with a passkey. Open to every visitor, so there is no authorization check. */
export const signInWithPasskeyAction = buttonAction(anyone, async (_anyone, formData) => {
  const returnTo = safeReturnTo(formData.get("returnTo"));
  await noteWantedPath(returnTo);
  const path = await signInWithPasskey(String(formData.get("answer") ?? ""), returnTo).catch((error: unknown) => {
    if (isAppError(error, "too_many_sign_ins")) return "/sign-in/error?error=too_many_sign_ins" as const;
    log.error({ err: error }, "a passkey could not be checked");
    return "/sign-in/error" as const;
  });
  redirect(path ?? "/sign-in/error?error=passkey_unknown");
});

/** Ends the session, first in the database and then in the browser. */
export const signOutAction = buttonAction(anyone, async () => {
  await endCurrentSession();
  await signOut({ redirectTo: "/sign-in" });
});

/** Creates a merchant of which the user becomes the owner: the first one, or another one. */
export const createMerchantAction = formAction(requireUser, merchantForm, async (user, submission) => {
  const { returnTo, ...merchant } = submission.value;
  try {
    await createMerchant(user, merchant);
  } catch (error) {
    log.error({ err: error }, "a merchant could not be created");
    return submission.reply({ formErrors: ["storage_unavailable"] });
  }
  redirect(returnTo === undefined ? `${businessPath(merchant.id)}/connections` : safeReturnTo(returnTo));
});
